import { describe, expect, it } from 'vitest';
import { serviceWith } from '../testing/service.ts';
import { configmapSize } from './configmap-size.ts';

const KIB = 1024;

const said = (text: string, metadata: object = {}) => {
  const object = { kind: 'ConfigMap', metadata: { name: 'shop', ...metadata }, data: { x: text } };
  return configmapSize
    .run(serviceWith({ manifests: { 'x.yaml': [object] } }))
    .map(({ severity, message }) => ({ severity, message }));
};
const warning = (size: number) => ({
  severity: 'warning',
  message: `the annotations would be ${size} KiB after a client-side apply`,
});

describe('kubernetes/configmap-size', () => {
  it('refuses more than 1 MiB of data, by bytes', () => {
    expect(said('한'.repeat((KIB * KIB) / 3 + 1))).toEqual([
      { severity: 'error', message: 'the data is 1025 KiB' },
    ]);
    expect(said('a'.repeat(KIB * KIB))).toEqual([warning(1025)]);
  });

  it.each([
    ['more data than client-side apply takes', 'a'.repeat(300 * KIB), {}, [warning(301)]],
    ['less', 'a'.repeat(250 * KIB), {}, []],
    ['quotes, which JSON escapes', '"'.repeat(130 * KIB), {}, [warning(261)]],
    ['what Go escapes besides', '<'.repeat(43 * KIB), {}, [warning(259)]],
    ['Hangul, which takes three bytes', '한'.repeat(86 * KIB), {}, [warning(259)]],
    [
      'annotations of its own, which count twice',
      'a'.repeat(200 * KIB),
      { annotations: { note: 'b'.repeat(30 * KIB) } },
      [warning(261)],
    ],
    [
      'labels, which stand in the JSON',
      'a'.repeat(250 * KIB),
      { labels: { note: 'b'.repeat(7 * KIB) } },
      [warning(258)],
    ],
  ])('measures the object as client-side apply keeps it: %s', (_, text, metadata, expected) => {
    expect(said(text, metadata)).toEqual(expected);
  });
});

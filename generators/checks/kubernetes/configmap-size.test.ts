import { describe, expect, it } from 'vitest';
import { serviceWith } from '../testing/service.ts';
import { configmapSize } from './configmap-size.ts';

const said = (bytes: number, character = 'a') => {
  const text = character.repeat(bytes / Buffer.byteLength(character));
  const object = { kind: 'ConfigMap', metadata: { name: 'shop' }, data: { x: text } };
  return configmapSize
    .run(serviceWith({ manifests: { 'x.yaml': [object] } }))
    .map(({ severity, message }) => ({ severity, message }));
};

describe('kubernetes/configmap-size', () => {
  it('refuses more than 1 MiB, by bytes', () => {
    expect(said(1024 * 1024 + 3, '한')).toEqual([{ severity: 'error', message: 'its data has 1025 KiB' }]);
  });

  it('warns of more than client-side apply takes', () => {
    expect(said(300 * 1024)).toEqual([{ severity: 'warning', message: 'its data has 301 KiB' }]);
  });

  it('takes less', () => {
    expect(said(200 * 1024)).toEqual([]);
  });
});

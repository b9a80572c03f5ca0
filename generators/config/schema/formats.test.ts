import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StringFormat } from './format.ts';
import { FORMATS, type FormatName, isFormatName } from './formats.ts';

const NAMES = Object.keys(FORMATS).filter(isFormatName);

/** Texts close to all grammars, so that many are well-formed and many just not. */
const texts = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.stringMatching(/^[a-zA-Z0-9_.\-/]{0,70}$/),
  fc.stringMatching(/^([0-9]{1,3}(ms|[smhdwyM.]| ?minutes?)){1,3}$/),
  fc.stringMatching(/^https?:\/\/[a-z.:/?#@{}0-9]{0,20}$/),
  fc.stringMatching(/^20[0-9]{2}-[0-3][0-9]-[0-3][0-9]$/),
);

describe.each(NAMES)('the format %s', (name: FormatName) => {
  const format: StringFormat = FORMATS[name];

  it('suggests only valid values', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const instead = format.problem(text)?.instead;
        if (instead !== undefined) expect([instead, format.problem(instead)]).toEqual([instead, undefined]);
      }),
    );
  });

  it('accepts nothing that editors reject', () => {
    const pattern = new RegExp(format.pattern ?? '', 'u');
    fc.assert(
      fc.property(texts, (text) => {
        if (format.problem(text) === undefined) expect(text).toMatch(pattern);
      }),
    );
  });
});

it.each<[FormatName, string, string | undefined]>([
  ['prometheus-duration', '1.5h', '1h30m'],
  ['prometheus-duration', '90', '1m30s'],
  ['prometheus-duration', '30m1h', '1h30m'],
  ['prometheus-duration', '5 minutes', '5m'],
  ['prometheus-duration', '1M', undefined],
  ['prometheus-duration', '0s', undefined],
  ['prometheus-duration', '', undefined],
  ['prometheus-duration', 'soon', undefined],
  ['grafana-duration', '1h30m', '90m'],
  ['grafana-duration', '24 hours', '1d'],
  ['grafana-duration', '500ms', undefined],
  ['http-url', 'grafana.example.com/path', 'https://grafana.example.com/path'],
  ['http-url', 'https://a.example/b#c', 'https://a.example/b'],
  ['http-url', 'https://', undefined],
  ['http-url', 'ftp://example.com', undefined],
  ['http-url', 'https://me:secret@example.com', undefined],
  ['http-url', 'https://example.com?orgId=1', 'https://example.com'],
  ['http-url', 'https://a.example/{{ $labels.pod }}', undefined],
  ['date', '2027-02-29', undefined],
  ['date', '20260101', undefined],
  ['image-reference', 'shop', undefined],
  ['image-reference', 'shop:latest', undefined],
  ['image-reference', 'Shop:1', undefined],
  ['image-reference', 'shop@sha256:abc', undefined],
  ['quantity', '512MB', '512Mi'],
  ['quantity', '1.5 gib', '1.5Gi'],
  ['quantity', '0', undefined],
  ['quantity', '-1Gi', undefined],
  ['quantity', 'much', undefined],
  ['environment-variable', 'TRACK-A', 'TRACK_A'],
  ['environment-variable', '1ST', undefined],
  ['cidr', '10.0.0.0', undefined],
  ['cidr', '10.0.0.256/8', undefined],
  ['cidr', '10.0.0.0/33', undefined],
  ['dns-name', 'Order Book', 'order-book'],
  ['dns-name', '1st', undefined],
  ['dns-label', '-a-', 'a'],
  ['dns-label', 'a'.repeat(64), undefined],
  ['kubernetes-label-key', 'my team', 'my-team'],
  ['kubernetes-label-key', 'a/b/c', 'a-b-c'],
  ['kubernetes-label-value', 'a b', 'a-b'],
  ['kubernetes-label-value', '시장', undefined],
  ['prometheus-label-name', 'my-team', 'my_team'],
  ['prometheus-label-name', '__name__', undefined],
  ['prometheus-label-name', 'alertname', undefined],
  ['grafana-uid', 'Observer', 'observer'],
  ['grafana-uid', 'a'.repeat(41), undefined],
  ['metrics-path', 'metrics', '/metrics'],
  ['check-code', 'promql', undefined],
  ['secret-key', '0123456789abcdef0123456789abcdef', undefined],
  ['secret-key', 'xoxb-1-2-3', undefined],
  ['public-url', 'https://ping.example.com/3f2b8c1e-0a4d-4e6f-9b7a-1c2d3e4f5a6b', undefined],
  ['public-url', 'https://me:secret@example.com/', undefined],
  ['public-url', 'https://example.com/?token=x', undefined],
  ['line', ' a\n b ', 'a b'],
  ['line', '', undefined],
  ['re2', '', undefined],
])('the format %s refuses %j and suggests %j', (name, text, instead) => {
  expect(FORMATS[name].problem(text)).toBeDefined();
  expect(FORMATS[name].problem(text)?.instead).toBe(instead);
});

it.each<[FormatName, string]>([
  ['prometheus-duration', '1y2w3d4h5m6s7ms'],
  ['prometheus-duration', '1h0m'],
  ['grafana-duration', '6h'],
  ['http-url', 'http://localhost:3000/grafana/'],
  ['http-url', 'https://모니터링.example.com'],
  ['date', '2028-02-29'],
  ['image-reference', 'localhost:5000/a/b_c.d:1.0-rc1'],
  ['image-reference', 'shop:1'],
  ['image-reference', 'a/b-c:v1.2_3'],
  ['image-reference', `a@sha256:${'0'.repeat(64)}`],
  ['quantity', '1.5Gi'],
  ['quantity', '250m'],
  ['environment-variable', '_a1'],
  ['cidr', '10.20.0.0/16'],
  ['cidr', '2001:db8::/32'],
  ['dns-label', '1-a'],
  ['dns-label', 'a'.repeat(63)],
  ['kubernetes-label-key', 'app.kubernetes.io/name'],
  ['kubernetes-label-value', ''],
  ['kubernetes-label-value', 'A_b.c-1'],
  ['prometheus-label-name', '_team'],
  ['line', '장 마감 후 확인'],
])('the format %s takes %j', (name, text) => {
  expect(FORMATS[name].problem(text)).toBeUndefined();
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Family, negotiatedFormat, renderExposition } from './exposition.ts';

const REQUESTS: Family = {
  name: 'requests_total',
  help: 'Requests\nof "all" kinds, by C:\\path.',
  type: 'counter',
  samples: [{ labels: { path: 'a"b\\c\nd' }, value: 3 }],
};

const DURATION: Family = {
  name: 'duration_seconds',
  help: 'Time.',
  type: 'histogram',
  samples: [
    {
      name: 'duration_seconds_bucket',
      labels: { le: '1' },
      value: 1,
      exemplar: { labelSet: { trace_id: 'abc' }, value: 0.7, timestamp: 1_764_000_000.5 },
    },
    { name: 'duration_seconds_bucket', labels: { le: '+Inf' }, value: 1 },
    { name: 'duration_seconds_sum', labels: {}, value: 0.7 },
    { name: 'duration_seconds_count', labels: {}, value: 1 },
  ],
};

describe('the format of a scrape', () => {
  it.each([
    ['nothing is asked for', undefined, 'text'],
    ['anything is taken', '*/*', 'text'],
    ['a browser asks', 'text/html,application/xhtml+xml,*/*;q=0.8', 'text'],
    ['OpenMetrics is asked for', 'application/openmetrics-text', 'openmetrics'],
    [
      'Prometheus 2 asks',
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      'openmetrics',
    ],
    [
      'Prometheus 3 asks, and would take Protocol Buffers first',
      'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
      'openmetrics',
    ],
    [
      'plain text is liked better',
      'text/plain;version=0.0.4;q=0.9, application/openmetrics-text;q=0.5',
      'text',
    ],
    ['a version is asked for that is not ours', 'application/openmetrics-text;version=2.0.0', 'text'],
    ['OpenMetrics is refused', 'application/openmetrics-text;q=0', 'text'],
    ['the header is nonsense', ';;q=,,=', 'text'],
  ])('where %s', (_, accept, format) => {
    expect(negotiatedFormat(accept)).toBe(format);
  });

  it('is found for any header', () => {
    fc.assert(
      fc.property(fc.string(), (accept) => {
        expect(['text', 'openmetrics']).toContain(negotiatedFormat(accept));
      }),
    );
  });
});

describe('an exposition', () => {
  it('in plain text escapes line breaks and quotes in labels, and has no exemplars', () => {
    expect(renderExposition([REQUESTS, DURATION], 'text')).toBe(
      String.raw`# HELP requests_total Requests\nof "all" kinds, by C:\\path.
# TYPE requests_total counter
requests_total{path="a\"b\\c\nd"} 3
# HELP duration_seconds Time.
# TYPE duration_seconds histogram
duration_seconds_bucket{le="1.0"} 1
duration_seconds_bucket{le="+Inf"} 1
duration_seconds_sum 0.7
duration_seconds_count 1
`,
    );
  });

  it('in OpenMetrics names a counter without its suffix, has exemplars, and ends with EOF', () => {
    expect(renderExposition([REQUESTS, DURATION], 'openmetrics')).toBe(
      String.raw`# TYPE requests counter
# HELP requests Requests\nof \"all\" kinds, by C:\\path.
requests_total{path="a\"b\\c\nd"} 3
# TYPE duration_seconds histogram
# HELP duration_seconds Time.
duration_seconds_bucket{le="1.0"} 1 # {trace_id="abc"} 0.7 1764000000.5
duration_seconds_bucket{le="+Inf"} 1
duration_seconds_sum 0.7
duration_seconds_count 1
# EOF
`,
    );
  });

  it.each(['text', 'openmetrics'] as const)(
    'in %s has one line per sample, whatever is measured and whatever a label contains',
    (format) => {
      fc.assert(
        fc.property(fc.string({ unit: 'binary' }), fc.double(), (label, value) => {
          const samples = [{ labels: { label }, value }];
          const text = renderExposition([{ name: 'x', help: 'X.', type: 'gauge', samples }], format);
          const lines = text.split(/\r\n|[\r\n]/).filter((line) => !line.startsWith('# '));
          expect(lines).toEqual([expect.any(String), '']);
          expect(lines[0]).toMatch(
            /^x\{label="(\\["\\n]|[^"\\])*"\} (-?\d+(\.\d+)?(e[+-]\d+)?|[+-]Inf|NaN)$/su,
          );
        }),
      );
    },
  );
});

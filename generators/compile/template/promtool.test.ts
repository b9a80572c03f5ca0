import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { describeReleases } from '../../../tests/support/describe-releases.ts';
import { run } from '../../../tests/support/run.ts';
import { temporaryDirectory } from '../../../tests/support/temporary-directory.ts';
import { requireTool } from '../../../tests/support/tools.ts';
import { spokenValue } from '../../define/wording.ts';
import { renderTemplate } from './index.ts';

const TEMPLATES: Readonly<Record<string, string>> = {
  plain: '{{ $value }} {{ .Value }}',
  humanize: '{{ $value | humanize }} {{ humanize $value }}',
  humanize1024: '{{ $value | humanize1024 }}B',
  percentage: '{{ $value | humanizePercentage }}',
  fixed: '{{ printf "%.0f %.1f %.2f %f" $value $value $value $value }}',
  general: '{{ printf "%.3g %g %v 100%%" $value $value $value }}',
  labels:
    '{{ $labels.pod }}/{{ .Labels.pod | printf "%s" }}/{{ printf "%.3s" $labels.pod }}/{{ $labels.none }}.',
  literals:
    '{{ printf "%d %v %s" 5 -7 "text \\"quoted\\" 한글" }} {{ 1.50 }} {{ "{{" }} {{ `raw` }} {{ -3 }}',
  nested: '{{ printf "%s of %s" ($value | humanize) (1024 | humanize1024) }}{{ "1500" | humanize }}',
  trimmed: 'a  {{- /* why */ -}}  b {{- $labels.pod -}} c{{/* comment */}}',
  replaced:
    '{{ reReplaceAll "([a-z]+)-([0-9])" "$2/${1}/$$/$3/$1x/${1}분" $labels.pod }} {{ "aXbX" | reReplaceAll `X|$` "-" }}',
  external: '[{{ $externalLabels.cluster }}]',
};

/** Excludes seconds that do not fit into 64 bits: there Go's result depends on the processor. */
const isDuration = (value: number) => !(Number.isFinite(value) && Math.abs(value) > 9e18);

const TIMESTAMPS = [
  0,
  -0,
  1.5,
  1.001,
  1420070400,
  1500000000.123456,
  -1.5,
  -1e9,
  9e9,
  0.0004,
  Number.NaN,
  Infinity,
];

const VALUES = [
  0,
  -0,
  1,
  -1,
  0.5,
  2.5,
  3.5,
  0.125,
  0.05,
  0.0525,
  0.999_96,
  0.001,
  0.0001,
  0.000_01,
  1e-9,
  3.2e-13,
  1e-30,
  5e-324,
  9.9994,
  9.9995,
  9.9996,
  59.9999,
  60,
  61.7,
  999.94,
  999.95,
  999.96,
  1000,
  1023,
  1024,
  1048576,
  1234.5,
  1235.5,
  12_345,
  123_456,
  999_999,
  1_000_000,
  1_234_567,
  123_456_789,
  3599.99,
  3661,
  86_400,
  90_061.5,
  1e15,
  1e20,
  1e21,
  1e22,
  1e23,
  1e27,
  1.797_693_134_862_315_7e308,
  -0.004_2,
  -1234.5,
  -3661,
  -1e7,
  1 / 3,
  2 / 3,
  Math.PI,
  0.1 + 0.2,
  Number.NaN,
  Infinity,
  -Infinity,
] as const;

/** The number in PromQL. */
function promql(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}

await describeReleases(['promtool'], (release) => {
  it('renders every function for every value exactly as promtool does', async () => {
    const promtool = await requireTool('promtool', { release });
    const directory = await temporaryDirectory();
    const cases = [
      ...VALUES.map((value) => ({ value, templates: TEMPLATES })),
      ...VALUES.filter(isDuration).map((value) => ({
        value,
        templates: {
          duration: '{{ $value | humanizeDuration }}',
          spokenKorean: spokenValue.ko,
          spokenEnglish: spokenValue.en,
        },
      })),
      ...TIMESTAMPS.map((value) => ({ value, templates: { timestamp: '{{ $value | humanizeTimestamp }}' } })),
    ];
    const rules = cases.map(({ value, templates }, index) => ({
      alert: `Case${index}`,
      expr: `label_replace(vector(${promql(value)}), "pod", "web-0", "", "")`,
      annotations: templates,
    }));
    const alertTests = cases.map(({ value, templates }, index) => ({
      eval_time: '0m',
      alertname: `Case${index}`,
      exp_alerts: [
        {
          exp_labels: { pod: 'web-0' },
          exp_annotations: Object.fromEntries(
            Object.entries(templates).map(([name, template]) => [
              name,
              renderTemplate(template, { labels: { pod: 'web-0' }, value }),
            ]),
          ),
        },
      ],
    }));
    const tests = {
      rule_files: ['rules.yaml'],
      evaluation_interval: '1m',
      tests: [{ interval: '1m', input_series: [], alert_rule_test: alertTests }],
    };
    // JSON is YAML.
    await writeFile(path.join(directory, 'rules.yaml'), JSON.stringify({ groups: [{ name: 'all', rules }] }));
    await writeFile(path.join(directory, 'tests.yaml'), JSON.stringify(tests));

    const { code, stdout, stderr } = await run(promtool, ['test', 'rules', 'tests.yaml'], { cwd: directory });
    expect(stdout + stderr).toContain('SUCCESS');
    expect(code).toBe(0);
  });
});

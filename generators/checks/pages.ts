import type { Check } from './check.ts';
import { CHECKS, UNKNOWN_CODE } from './index.ts';
import { DEPLOYED_CHECK } from './kubernetes/deployed/index.ts';

/** A diagnostic with its own page. */
type Documented = Pick<Check, 'code' | 'title' | 'page'> & { readonly canBeDisabled: boolean };

const REPORTED_ELSEWHERE: readonly Documented[] = [
  { ...DEPLOYED_CHECK, canBeDisabled: true },
  {
    code: 'promql/definition',
    title: 'Combined queries can return a result',
    canBeDisabled: false,
    page: {
      details:
        'The query builder got operands without a common label, `on` with a label that one side lacks, or a quantile of buckets without `le`. Most of these are compile errors; this code covers the rest.',
      impact: 'The query can never return a sample.',
      example: {
        language: 'ts',
        bad: "divide(sum(errors, ['namespace']), sum(requests, ['namespace', 'job']))",
        good: "divide(sum(errors, ['namespace', 'job']), sum(requests, ['namespace', 'job']))",
      },
    },
  },
  {
    code: UNKNOWN_CODE,
    title: 'The configuration disables only checks that exist',
    canBeDisabled: false,
    page: {
      details: '`checks.disabled` in the configuration contains an unknown code.',
      impact:
        'The entry has no effect. Either it is misspelled and the intended check still runs, or the check no longer exists.',
      example: {
        language: 'yaml',
        bad: 'checks:\n  disabled:\n    panel/novalue: shown on purpose',
        good: 'checks:\n  disabled:\n    panel/no-value: shown on purpose',
      },
    },
  },
];

const GROUPS: Readonly<Record<string, string>> = {
  promql: 'Queries',
  panel: 'Panels',
  dashboard: 'Dashboard',
  alert: 'Alerts',
  rules: 'Rule groups and recording rules',
  routing: 'Routing',
  contract: 'Contract',
  kubernetes: 'Manifests',
  workload: 'Workload',
  kustomization: 'Deployment repository',
  checks: 'Configuration of checks',
};

/** The pages of `docs/checks` by file name: the index and one page per check. */
export function checkPages(): ReadonlyMap<string, string> {
  const documented = [...CHECKS.map((check) => ({ ...check, canBeDisabled: true })), ...REPORTED_ELSEWHERE];
  return new Map([
    ['README.md', index(documented)],
    ...documented.map((check): [string, string] => [fileOf(check), page(check)]),
  ]);
}

const fileOf = ({ code }: Documented) => `${code.replace('/', '-')}.md`;

function page({ code, title, page: { details, impact, example }, canBeDisabled }: Documented): string {
  const { given, language, bad, good } = example;
  const comment = language === 'ts' ? '//' : '#';
  return sections([
    `# ${code}`,
    `${title}.`,
    `## What is wrong\n\n${details}`,
    `## Why it matters\n\n${impact}`,
    '## Example',
    ...(given === undefined ? [] : [`${given}:`]),
    fenced(language, `${comment} bad\n${bad}\n\n${comment} good\n${good}`),
    canBeDisabled ? '[How to disable a check](README.md)' : 'This check cannot be disabled.',
  ]);
}

function index(checks: readonly Documented[]): string {
  const groups = Object.entries(GROUPS).map(([group, title]) => {
    const rows = checks
      .filter(({ code }) => code.startsWith(`${group}/`))
      .map((check) => `| [${check.code}](${fileOf(check)}) | ${check.title} |`);
    return [`## ${title}`, ['| Code | What the check ensures |', '| --- | --- |', ...rows].join('\n')];
  });
  return sections([
    '# Checks',
    'Every command that generates files runs these checks first and writes nothing if one of them reports an error. A finding states the location (file, line, definition, column), the problem, why it matters and how to fix it.',
    'Disable a check in `observability.yaml` and give a reason. Its findings are then reported as suppressed:',
    fenced('yaml', 'checks:\n  disabled:\n    panel/no-value: every panel of this service has data all day'),
    'These pages are generated from `generators/checks/` by `npm run docs`.',
    ...groups.flat(),
  ]);
}

const fenced = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``;

const sections = (parts: readonly string[]) => `${parts.join('\n\n')}\n`;

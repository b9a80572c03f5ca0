import { defineCheck } from '../check.ts';
import { alertDefinition, placeOf } from '../place.ts';
import { alertsOf } from '../service.ts';

export const runbook = defineCheck({
  code: 'alert/runbook',
  severity: 'error',
  title: 'Every alert links to its runbook',
  reason: 'The on-call engineer does not know what to do',
  page: {
    details:
      'The annotation `runbook_url` is missing, is not an http(s) URL, or does not end in `/<AlertName>.md`. It is derived from `runbooks.url` in the configuration.',
    example: {
      language: 'yaml',
      bad: `runbooks:
  url: docs/runbooks`,
      good: `runbooks:
  url: https://github.com/example/repository/blob/main/docs/runbooks`,
    },
  },
  *find(service) {
    for (const alert of alertsOf(service)) {
      const { name } = alert.definition;
      const url = alert.annotations.runbook_url;
      const problem = url === undefined ? 'is missing' : explain(url, name);
      if (problem === undefined) continue;
      yield {
        place: placeOf(alertDefinition(alert), url),
        message: `the annotation runbook_url ${problem}`,
        remedy: `Set runbooks.url to the http(s) URL of the folder that contains ${name}.md`,
      };
    }
  },
});

function explain(url: string, name: string): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'https:' && parsed?.protocol !== 'http:') return 'is not an http(s) URL';
  return parsed.pathname.endsWith(`/${name}.md`) ? undefined : `does not end in /${name}.md`;
}

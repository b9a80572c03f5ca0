import { defineCheck } from '../check.ts';

const UID = /^[a-z][a-z0-9-]{0,39}$/;

export const uid = defineCheck({
  code: 'dashboard/uid',
  severity: 'error',
  title: 'The uid of the dashboard is one that Grafana and Kubernetes take',
  reason:
    'Grafana refuses a uid of more than 40 characters, and as the name of an object it must be lower case',
  page: {
    details: '`grafana.uid` is not up to 40 lower-case letters, digits and `-`, beginning with a letter.',
    impact:
      'Grafana refuses a uid of more than 40 characters, and the name of an object in Kubernetes must be lower case.',
    example: {
      language: 'yaml',
      bad: `grafana:
  uid: Observer_Production`,
      good: `grafana:
  uid: observer-production`,
    },
  },
  *find(service) {
    const { uid: given } = service.dashboard;
    if (UID.test(given)) return;
    yield {
      place: { definition: 'grafana.uid' },
      message: `"${given}" cannot be the uid of a dashboard`,
      remedy: 'Write up to 40 lower-case letters, digits and "-", beginning with a letter',
    };
  },
});

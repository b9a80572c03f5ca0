import { defineCheck } from '../check.ts';

const UID = /^[a-z][a-z0-9-]{0,39}$/;

export const uid = defineCheck({
  code: 'dashboard/uid',
  severity: 'error',
  title: 'The dashboard uid is valid in Grafana and Kubernetes',
  reason: 'Grafana rejects a uid longer than 40 characters, and Kubernetes object names must be lower case',
  page: {
    details: '`grafana.uid` must be at most 40 lower-case letters, digits and `-`, and start with a letter.',
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
      message: `"${given}" is not a valid dashboard uid`,
      remedy: 'Use at most 40 lower-case letters, digits and "-", starting with a letter',
    };
  },
});

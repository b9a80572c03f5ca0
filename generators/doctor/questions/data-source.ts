import type { Question } from '../question.ts';

/** The document's third problem: every panel says "No data". */
export const dataSource: Question = {
  code: 'doctor/data-source',
  title: 'Has Grafana a data source of Prometheus?',
  needs: 'grafana',
  async ask({ grafana }) {
    if (grafana === undefined || (await grafana.dataSources()).includes('prometheus')) return [];
    return [
      {
        severity: 'error',
        place: { definition: `data sources of ${grafana.address}` },
        message: 'none of them is a Prometheus',
        reason:
          'The dashboard offers the data sources of this type for choice, and has none: each panel is empty',
        remedy:
          'Add one under Connections, Data sources, with the address of the Prometheus that "oac doctor" asks.',
      },
    ];
  },
};

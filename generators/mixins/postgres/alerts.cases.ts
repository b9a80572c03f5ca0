import type { ServiceConfig } from '../../config/config.ts';
import { following } from '../../define/boundary-tests.ts';
import { foreignLabels } from '../../define/examples.ts';
import type { AlertCases } from '../../define/rules.ts';
import { constant, firesAt, given, missing, quietAt, scenario } from '../../define/scenario.ts';
import { relabelled } from '../../define/variants.ts';
import {
  postgresConnections,
  postgresExporterUp,
  postgresIsUp,
  postgresLastScrapeError,
  postgresMaxConnections,
} from './metrics.ts';

interface PostgresCases {
  readonly databaseDown: AlertCases;
  readonly exporterDown: AlertCases;
  readonly targetMissing: AlertCases;
  readonly connectionsHigh: AlertCases;
}

const EXPORTER = { instance: '10.1.0.9:9187' } as const;
const OTHER_EXPORTER = { instance: '10.1.0.10:9187' } as const;

export function postgresCases(config: ServiceConfig): PostgresCases {
  const [otherNamespace, otherJob] = foreignLabels(config, 'postgres');
  const connections = (state: string) => ({ ...EXPORTER, datname: config.app, state });
  return {
    databaseDown: {
      boundaryTests: {
        given: (phases) => [
          following(postgresIsUp, EXPORTER, phases, constant),
          following(postgresLastScrapeError, EXPORTER, phases, (_, length) => constant(0, length)),
        ],
        holdsAfter: '0m',
      },
      scenarios: [
        scenario('one of two exporters can neither reach the database nor read it', {
          given: [
            given(postgresIsUp, EXPORTER, constant(0, '30m')),
            given(postgresIsUp, OTHER_EXPORTER, constant(1, '30m')),
            given(postgresLastScrapeError, EXPORTER, constant(1, '30m')),
            given(postgresLastScrapeError, OTHER_EXPORTER, constant(0, '30m')),
          ],
          expect: [quietAt('25m')],
        }),
        scenario('the exporter believes the database to be up but cannot read it', {
          given: [
            given(postgresIsUp, EXPORTER, constant(1, '30m')),
            given(postgresLastScrapeError, EXPORTER, constant(1, '30m')),
            // Those of other databases do not count.
            given(postgresLastScrapeError, { ...EXPORTER, ...otherNamespace }, constant(1, '30m')),
            given(postgresLastScrapeError, { ...EXPORTER, ...otherJob }, constant(1, '30m')),
          ],
          expect: [quietAt('1m'), firesAt('5m', { labels: {}, value: 1 })],
        }),
      ],
    },
    exporterDown: {
      boundaryTests: {
        given: (phases) => [following(postgresExporterUp, EXPORTER, phases, constant)],
        holdsAfter: '0m',
        labels: EXPORTER,
        otherInstance: OTHER_EXPORTER,
        // The address moved from one pod to another.
        splitSeries: (series, seriesAt) => [...series, ...relabelled(seriesAt(1), { pod: 'exporter-1' })],
      },
    },
    targetMissing: {
      boundaryTests: {
        given: (phases) => [
          following(postgresExporterUp, EXPORTER, phases, (isMissing, length) =>
            isMissing > 0 ? missing(length) : constant(1, length),
          ),
        ],
        holdsAfter: '0m',
        absence: 'fires',
      },
    },
    connectionsHigh: {
      boundaryTests: {
        given: (phases) => [
          following(postgresConnections, connections('active'), phases, (used, length) =>
            constant(40 * used, length),
          ),
          following(postgresConnections, connections('idle'), phases, (used, length) =>
            constant(60 * used, length),
          ),
          following(postgresMaxConnections, EXPORTER, phases, (_, length) => constant(100, length)),
        ],
        holdsAfter: '0m',
        splitSeries: (series) => [
          ...series,
          given(postgresMaxConnections, OTHER_EXPORTER, constant(10, '2h')),
        ],
      },
    },
  };
}

import type { AlertCases } from 'observability-as-code';
import { formatDuration } from 'observability-as-code';
import {
  constant,
  exampleTargets,
  firesAt,
  following,
  type GivenSeries,
  given,
  increasing,
  inParts,
  longScenario,
  missing,
  quietAt,
  relabelled,
  type Segment,
  scenario,
} from 'observability-as-code/testing';
import { calendarDiffers, jsonlFilesWritten, jsonlLastWrite, marketOpen } from '../metrics/observer.ts';
import type { RuleContext } from './context.ts';
import { ALL_DAY, acrossSessionBoundary, openElsewhere } from './session-scenarios.ts';

type Segments = readonly [Segment, ...Segment[]];

/**
 * Scenarios start at 1970-01-01 00:00 UTC, which is a Thursday, 09:00 in Seoul: the opening bell. The session ends
 * after 390 minutes.
 */
export function dataCases({ config, thresholds }: RuleContext) {
  const [target, otherTarget] = exampleTargets(config);
  const files = (track: 'a' | 'b', ...segments: Segments): GivenSeries =>
    given(jsonlFilesWritten, { ...target, track }, ...segments);
  const lastWrite = (...segments: Segments): GivenSeries =>
    given(jsonlLastWrite, { ...target, track: 'b' }, ...segments);

  return {
    noDataWritten: {
      boundaryTests: {
        given: (phases) => [
          following(jsonlFilesWritten, { ...target, track: 'a' }, phases, (perWindow, length) =>
            increasing(perWindow / 10, length),
          ),
        ],
        holdsAfter: '1m',
        endsAfter: '2m',
        splitSeries: (series) => inParts(series, otherTarget),
        recorded: openElsewhere,
      },
      scenarios: [
        acrossSessionBoundary([files('a', constant(5, ALL_DAY))], { window: '10m', hold: '5m', value: 0 }),
        scenario('files were written seven minutes ago, and none since', {
          given: [files('a', increasing(1, '30m'), constant(29, '1h'))],
          expect: [quietAt('37m'), quietAt('42m'), firesAt('50m', { labels: {}, value: 0 })],
        }),
        scenario('one track is idle, the other writes', {
          given: [files('a', constant(5, '2h')), files('b', increasing(1, '2h'))],
          expect: [quietAt('1h')],
        }),
        longScenario('nothing is written after the closing bell and through the night', {
          given: [files('a', increasing(1, '388m'), constant(388, '1054m'), increasing(1, '2h'))],
          expect: [
            quietAt('385m'),
            quietAt('405m'),
            quietAt('470m'),
            quietAt('1435m'),
            quietAt('1445m'),
            quietAt('1460m'),
          ],
        }),
      ],
    },
    metricsAbsent: {
      boundaryTests: {
        given: (phases) => [
          following(jsonlFilesWritten, { ...target, track: 'a' }, phases, (isMissing, length) =>
            isMissing > 0 ? missing(length) : increasing(1, length),
          ),
        ],
        holdsAfter: '0m',
        absence: 'fires',
        recorded: openElsewhere,
      },
      scenarios: [acrossSessionBoundary([], { window: '5m', hold: '10m', value: 1 })],
    },
    writeLag: {
      boundaryTests: {
        given: (phases) => [
          following(jsonlLastWrite, { ...target, track: 'b' }, phases, (lag, length, elapsed) =>
            increasing(60, length, elapsed - lag),
          ),
        ],
        holdsAfter: '0m',
        endsAfter: '1m',
        labels: { track: 'b' },
        otherInstance: { track: 'a' },
        // A pod that was replaced wrote its last record long ago.
        splitSeries: (series, seriesAt) => [
          ...series,
          ...relabelled(seriesAt(thresholds.writeLagSeconds * 3), otherTarget),
        ],
        recorded: openElsewhere,
      },
      scenarios: [
        acrossSessionBoundary([lastWrite(increasing(60, ALL_DAY, -3 * thresholds.writeLagSeconds))], {
          window: formatDuration(thresholds.writeLagSeconds * 2000),
          hold: '5m',
          value: 3 * thresholds.writeLagSeconds,
          labels: { track: 'b' },
        }),
        longScenario('the last record of a track was written ten minutes before the closing bell', {
          given: [lastWrite(increasing(60, '380m'), constant(380 * 60, '10h'))],
          expect: [quietAt('380m'), quietAt('390m'), quietAt('420m')],
        }),
      ],
    },
    calendarOutdated: {
      boundaryTests: {
        given: (phases) => [following(calendarDiffers, target, phases, constant)],
        holdsAfter: '0m',
        splitSeries: (series, seriesAt) => [
          ...series,
          ...relabelled(seriesAt(0), otherTarget),
          // Of one mind with the first.
          ...relabelled(series, { ...otherTarget, pod: `${otherTarget.pod}-2` }),
        ],
      },
    },
    marketCalendarDisagrees: {
      boundaryTests: {
        given: (phases) => [
          following(marketOpen, target, phases, (difference, length) => constant(1 + difference, length)),
        ],
        holdsAfter: '0m',
        firing: -1,
        quiet: 0,
        splitSeries: (series, seriesAt) => [
          ...series,
          ...relabelled(seriesAt(-1), otherTarget),
          // Of one mind with the first.
          ...relabelled(series, { ...otherTarget, pod: `${otherTarget.pod}-2` }),
        ],
        recorded: openElsewhere,
      },
      scenarios: [
        longScenario('the observer believes the market to be open after the closing bell', {
          given: [given(marketOpen, target, constant(1, '10h'))],
          expect: [quietAt('385m'), firesAt('430m', { labels: {}, value: 1 })],
        }),
      ],
    },
  } satisfies Readonly<Record<string, AlertCases>>;
}

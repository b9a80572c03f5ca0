import { ALERTMANAGER_FILE } from '../../compile/routed-service.ts';
import { defineCheck } from '../check.ts';
import { refusalsOf } from './routed.ts';

export const configuration = defineCheck({
  code: 'routing/configuration',
  severity: 'error',
  title: 'Alertmanager accepts the configuration',
  reason: 'Alertmanager rejects the whole file, and keeps the previous one or does not start',
  page: {
    details:
      'A route names an undefined receiver or time interval. Or a time interval crosses midnight, shares its name with another, or contains an invalid time, weekday, date or time zone.',
    impact:
      'Alertmanager rejects the whole file: on a reload it keeps the previous one, and on a start it exits.',
    example: {
      language: 'ts',
      bad: "timeInterval('night', { timeZone: 'Asia/Soul', periods: [{ times: [{ from: '22:00', to: '06:00' }] }] })",
      good: "timeInterval('night', { timeZone: 'Asia/Seoul', periods: [{ times: [{ from: '22:00', to: '24:00' }, { from: '00:00', to: '06:00' }] }] })",
    },
  },
  *find(service) {
    const lines = service.artifacts.find(({ path }) => path === ALERTMANAGER_FILE)?.content.split('\n') ?? [];
    for (const { place, message, remedy } of refusalsOf(service)) {
      const text = lines[(place.line ?? 1) - 1]?.trim() ?? '';
      yield {
        place: {
          definition: `${ALERTMANAGER_FILE}, line ${place.line}`,
          excerpt: { text, from: 0, to: text.length },
        },
        message,
        remedy,
      };
    }
  },
});

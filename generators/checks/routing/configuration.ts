import { ALERTMANAGER_FILE } from '../../compile/routed-service.ts';
import { defineCheck } from '../check.ts';
import { refusalsOf } from './routed.ts';

export const configuration = defineCheck({
  code: 'routing/configuration',
  severity: 'error',
  title: 'Alertmanager accepts the configuration',
  reason: 'Alertmanager refuses the whole file, and goes on with the former one or does not start',
  page: {
    details:
      'A route names a receiver that `alertmanager.receivers` does not have, or a time interval that is not defined; a time interval has a time, a weekday, a date or a time zone that does not exist, or crosses midnight; two intervals have one name.',
    impact:
      'Alertmanager refuses the whole file: after a change it goes on with the former one, and at a start it ends.',
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

import { defineCheck } from '../check.ts';
import { queriesOf } from '../queries.ts';

const INSTEAD: Readonly<Record<string, string>> = {
  rate: 'deriv',
  irate: 'idelta',
  increase: 'delta',
  resets: 'changes',
};

export const rateOfGauge = defineCheck({
  code: 'promql/rate-of-gauge',
  severity: 'error',
  title: 'Only counters are passed to rate(), increase() and similar functions',
  reason: 'The function treats every decrease of the gauge as a counter reset, so the result is too high',
  page: {
    details: '`rate`, `irate`, `increase` or `resets` reads a metric that the contract declares as a gauge.',
    impact:
      'The function treats every decrease of the gauge as a counter reset and adds the whole value again, so the result is too high.',
    example: {
      language: 'promql',
      bad: 'rate(active_connections[5m])',
      good: 'deriv(active_connections[5m])',
    },
  },
  *find(service) {
    for (const { analysis, catalogue, at } of queriesOf(service)) {
      for (const { selector, consumer } of analysis.selectors) {
        const instead = consumer === undefined ? undefined : INSTEAD[consumer];
        const series = selector.metric === undefined ? [] : catalogue.seriesNamed(selector.metric.text);
        if (instead === undefined || series.length === 0 || series.some((one) => one.kind === 'counter'))
          continue;
        yield {
          place: at(selector),
          message: `${consumer}() reads the gauge ${selector.metric?.text}`,
          remedy: `Write ${instead}() or an _over_time() function, which are meant for gauges`,
        };
      }
    }
  },
});

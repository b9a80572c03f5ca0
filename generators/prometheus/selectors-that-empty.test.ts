import { describe, expect, it } from 'vitest';
import { analyse } from '../promql/parse/index.ts';
import { selectorsThatEmpty } from './selectors-that-empty.ts';

/** Metrics that begin with `missing` have no series. */
function blamed(query: string): readonly string[] {
  const { syntax } = analyse(query);
  if (syntax === undefined) throw new Error(`${query} is no query`);
  const isEmpty = (name = '') => name.startsWith('missing');
  return selectorsThatEmpty(syntax, ({ metric }) => isEmpty(metric?.text)).map(
    ({ metric }) => metric?.text ?? '',
  );
}

describe('the selectors that empty a query', () => {
  it.each([
    ['there', []],
    ['missing > 0', ['missing']],
    ['sum by (job) (rate(missing[5m])) / sum by (job) (rate(there[5m]))', ['missing']],
    ['missing_a / missing_b', ['missing_a', 'missing_b']],
    ['missing or there', []],
    ['there or missing', []],
    ['missing_a or missing_b', ['missing_a', 'missing_b']],
    ['there unless missing', []],
    ['missing unless there', ['missing']],
    ['there and missing', ['missing']],
    ['absent(missing)', []],
    ['absent_over_time(missing[5m]) and on () there', []],
    ['vector(1)', []],
    ['max_over_time(missing[1h:1m])', ['missing']],
    ['-missing', ['missing']],
  ])('of `%s` are %j', (query, expected) => {
    expect(blamed(query)).toEqual(expected);
  });
});

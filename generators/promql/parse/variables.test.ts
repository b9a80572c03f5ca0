import { describe, expect, it } from 'vitest';
import { maskVariables, variablesIn } from './variables.ts';

describe('variablesIn', () => {
  it.each([
    ['$job', ['job']],
    ['${job}', ['job']],
    ['${job:regex}', ['job']],
    ['${__field.labels.pod}', ['__field']],
    ['[[job]]', ['job']],
    ['[[job:csv]]', ['job']],
    ['rate(x[[[window]]])', ['window']],
    ['a $one b ${two}', ['one', 'two']],
    ['costs 5 $', []],
    ['{{pod}}', []],
  ])('finds in %j the variables %j', (text, names) => {
    expect(variablesIn(text).map((use) => use.name)).toEqual(names);
  });
});

describe('maskVariables', () => {
  it.each([
    ['rate(x[$__rate_interval])', 'rate(x[0000000000000001])'],
    ['topk($limit, x)', 'topk(000001, x)'],
    ['sum by ($label, pod) (x)', 'sum by (vvvvvv, pod) (x)'],
    ['${metric}{a="b"}', 'vvvvvvvvv{a="b"}'],
    ['prefix_$name', 'prefix_vvvvv'],
    ['x{a="$job"} # of $nobody', 'x{a="$job"} # of $nobody'],
    ['x[[[range]]:]', 'x[000000001:]'],
  ])('turns %s into %s', (text, masked) => {
    expect(maskVariables(text).text).toBe(masked);
  });

  it('keeps the length, so that offsets point into the original', () => {
    const text = 'sum by ($a) (rate(x{job=~"$job"}[$__rate_interval])) > ${b:raw}';
    const { text: masked, variables } = maskVariables(text);
    expect(masked).toHaveLength(text.length);
    expect(variables.map((use) => text.slice(use.from, use.to))).toEqual([
      '$a',
      '$job',
      '$__rate_interval',
      '${b:raw}',
    ]);
    expect(variables.map((use) => use.isQuoted)).toEqual([false, true, false, false]);
  });

  it('does not accept a comment as a query', () => {
    expect(maskVariables("x # it's $fine\n> $limit").variables.map((use) => use.name)).toEqual(['limit']);
  });
});

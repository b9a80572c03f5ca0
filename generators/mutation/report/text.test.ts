import { expect, test } from 'vitest';
import { summaryText } from './text.ts';

const rule = (name: string) => ({
  kind: 'alert' as const,
  name,
  expression: 'up',
  fields: {},
  place: { file: 'rules.yaml', line: 1 },
});

test('each rule has a line, and a share is never rounded up to 100 %', () => {
  const text = summaryText(
    {
      rules: [
        { rule: rule('Short'), mutants: 2000, killed: 1999, survived: 1, equivalent: 0 },
        { rule: rule('MuchLonger'), mutants: 3, killed: 2, survived: 0, equivalent: 1 },
      ],
      findings: [],
      survivors: [],
      equivalents: [],
      mutants: 2003,
      killed: 2001,
      survived: 1,
      equivalent: 1,
    },
    12.34,
  );

  expect(text).toBe(
    [
      'Short        99.9 % killed  1999 of 2000',
      'MuchLonger  100.0 % killed  2 of 2  1 equivalent',
      '',
      '2003 mutants of 2 rules in 12.3 s: 99.9 % killed  2001 of 2002  1 equivalent',
      '',
    ].join('\n'),
  );
});

import { expect, test } from 'vitest';
import type { Rule } from '../suite/model.ts';
import { mutantsOf } from './mutant.ts';

const alert = (expr: string, labels: Readonly<Record<string, string>>): Rule => ({
  kind: 'alert',
  name: 'Full',
  expression: expr,
  fields: { alert: 'Full', expr, for: '5m', labels },
  place: { file: 'rules.yaml', line: 1 },
});

test('a mutant states what changed and where, and is a complete rule', () => {
  const [mutant] = mutantsOf(alert('up\n  > 5', { severity: 'page' })) ?? [];

  expect(mutant).toMatchObject({
    operator: 'comparator',
    before: '> 5',
    after: '>= 5',
    excerpt: { text: 'up\n  > 5', from: 5, to: 6 },
    mutated: { name: 'Full', fields: { alert: 'Full', expr: 'up\n  >= 5', for: '5m' } },
  });
});

test('identities do not depend on labels, except if rules with one name differ in them', () => {
  const ids = (rule: Rule, ...others: readonly Rule[]) =>
    mutantsOf(rule, [rule, ...others])
      ?.filter(({ operator }) => operator !== 'label')
      .map(({ id }) => id);
  const warning = alert('up > 5', { severity: 'warning', team: 'a' });
  const critical = alert('up > 5', { severity: 'critical', team: 'a' });

  expect(ids(warning)).toEqual(ids(alert('up > 5', { severity: 'warning' })));
  expect(ids(warning, critical)).not.toEqual(ids(critical, warning));
  expect(ids(warning, critical)).toEqual(
    ids(
      alert('up > 5', { severity: 'warning', team: 'b' }),
      alert('up > 5', { severity: 'critical', team: 'b' }),
    ),
  );
});

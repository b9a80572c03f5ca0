import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeReleases } from '../../../tests/support/describe-releases.ts';
import { run } from '../../../tests/support/run.ts';
import { temporaryDirectory } from '../../../tests/support/temporary-directory.ts';
import { requireTool } from '../../../tests/support/tools.ts';
import { mutateExpression } from './expression.ts';
import { identities } from './identity.ts';
import { oneLine } from './source.ts';

const selector = fc.constantFrom(
  'a{job="x", pod=~"observer-.+"}',
  'b{job="x"} offset 1h',
  'c{status=~"4..|5.."}',
  '(d)',
);
const { expression } = fc.letrec<{ expression: string; joined: string; called: string }>((tie) => ({
  expression: fc.oneof({ maxDepth: 4 }, selector, tie('joined'), tie('called')),
  joined: fc
    .tuple(
      tie('expression'),
      fc.constantFrom('+', '/ on (job)', '> bool', 'and on (job)', 'or', 'unless ignoring (pod)', '# why\n*'),
      tie('expression'),
    )
    .map(([left, operator, right]) => `(${left}) ${operator} (${right})`),
  called: fc
    .tuple(
      fc.constantFrom(
        'sum by (job, pod) (',
        'max(',
        'absent(',
        'clamp_min(1, ',
        'sum without (uid) (-',
        'topk(3, ',
      ),
      tie('expression'),
    )
    .map(([head, inner]) =>
      head === 'clamp_min(1, ' ? `clamp_min(${inner}, 1) > 0.05` : `${head}${inner}) < 20`,
    ),
}));

test('every mutant is a different expression', () => {
  fc.assert(
    fc.property(expression, (text) => {
      const mutants = mutateExpression(text) ?? [];
      const lines = mutants.map((mutant) => oneLine(mutant.text));
      expect(new Set([...lines, oneLine(text)]).size).toBe(lines.length + 1);
      expect(new Set(identities(mutants, 'rule')).size).toBe(lines.length);
    }),
    { numRuns: 200 },
  );
});

await describeReleases(['promtool'], (release) => {
  test('Prometheus accepts every mutant', async () => {
    const promtool = await requireTool('promtool', { release });
    const texts = fc.sample(expression, { numRuns: 60, seed: 1 });
    const rules = texts
      .flatMap((text) => mutateExpression(text) ?? [])
      .map(({ text }, index) => ({ alert: `A${index}`, expr: text }));
    const file = path.join(await temporaryDirectory(), 'rules.yaml');
    await writeFile(file, JSON.stringify({ groups: [{ name: 'g', rules }] }));

    const { stderr, code } = await run(promtool, ['check', 'rules', '--lint=none', file]);

    expect(rules.length).toBeGreaterThan(500);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });
});

test('an expression that Prometheus would reject has no mutants', () => {
  expect(mutateExpression('sum(')).toBeUndefined();
  expect(mutateExpression('rate(a)')).toBeUndefined();
});

test('a mutant keeps its identity when another part of the expression changes', () => {
  const ids = (text: string) => {
    const mutants = mutateExpression(text) ?? [];
    const all = identities(mutants, 'rule');
    return all.filter((_, index) => mutants[index]?.text.includes('> 0.055'));
  };

  expect(ids('a / b > 0.05 and c > 3')).toEqual(ids('sum(a) / b > 0.05 and d > 4 or e'));
});

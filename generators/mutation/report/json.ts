import type { Diagnostic } from '../../base/diagnostic.ts';
import type { Mutant } from '../mutate/mutant.ts';
import { type Summary, scoreOf } from './summary.ts';

/** The summary for programs. */
export function summaryJson(
  summary: Summary,
  seconds: number,
  plain: (diagnostic: Diagnostic) => object,
): object {
  const { mutants, killed, survived, equivalent } = summary;
  return {
    mutants,
    killed,
    survived,
    equivalent,
    score: scoreOf(summary),
    seconds: Number(seconds.toFixed(1)),
    rules: summary.rules.map((each) => ({
      name: each.rule.name,
      kind: each.rule.kind,
      ...each.rule.place,
      mutants: each.mutants,
      killed: each.killed,
      survived: each.survived,
      equivalent: each.equivalent,
      score: scoreOf(each),
    })),
    survivors: summary.survivors.map(({ mutant, remedy }) => ({ ...plainMutant(mutant), remedy })),
    equivalents: summary.equivalents.map(({ mutant, reason }) => ({ ...plainMutant(mutant), reason })),
    diagnostics: summary.findings.filter(({ code }) => code !== 'mutation/survivor').map(plain),
  };
}

function plainMutant({ id, operator, rule, before, after, excerpt }: Mutant): object {
  return {
    id,
    rule: rule.name,
    ...rule.place,
    operator,
    before,
    after,
    ...(excerpt === undefined ? {} : { excerpt }),
  };
}

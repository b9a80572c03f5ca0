import { plural } from '../../base/plural.ts';
import { type Counts, type Summary, scoreOf } from './summary.ts';

/** A line per rule, and one for all. */
export function summaryText({ rules, ...total }: Summary, seconds: number): string {
  const width = Math.max(0, ...rules.map(({ rule }) => rule.name.length));
  const lines = rules.map((each) => `${each.rule.name.padEnd(width)}  ${line(each)}`);
  const speed = `${plural(total.mutants, 'mutant')} of ${plural(rules.length, 'rule')} in ${seconds.toFixed(1)} s`;
  return `${lines.join('\n')}\n\n${speed}: ${line(total).trim()}\n`;
}

function line(counts: Counts): string {
  const { killed, survived, equivalent } = counts;
  return [
    `${percent(scoreOf(counts))} killed`.padStart(14),
    `${killed} of ${killed + survived}`,
    ...(equivalent > 0 ? [`${equivalent} equivalent`] : []),
  ].join('  ');
}

/** Rounded down: 99.96 % is not 100 %. */
function percent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}

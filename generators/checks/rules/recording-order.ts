import type { RenderedService } from '../../compile/model.ts';
import { defineCheck } from '../check.ts';
import { type Holder, isRule, queriesOf } from '../queries.ts';

interface Position {
  readonly group: string;
  readonly index: number;
}

export const recordingOrder = defineCheck({
  code: 'rules/recording-order',
  severity: 'error',
  title: 'What a rule reads of another is recorded above it in the same group',
  reason:
    'Groups run side by side and rules from top to bottom: the rule would see the value of the evaluation before',
  page: {
    details: 'A rule reads a recorded series that is recorded further down, in another group, or nowhere.',
    impact:
      'Rules of a group run from top to bottom, groups run side by side: the rule sees the value of the evaluation before, and right after a start nothing. A series that nobody records does not exist.',
    example: {
      language: 'ts',
      bad: 'rules: [alert(… reads shop:is_open:bool …), record(shopIsOpen, …)]',
      good: 'rules: [record(shopIsOpen, …), alert(… reads shop:is_open:bool …)]',
    },
  },
  *find(service) {
    const recorded = recordedIn(service);
    const positions = positionsIn(service);
    for (const query of queriesOf(service)) {
      for (const { selector } of query.analysis.selectors) {
        const { metric } = selector;
        if (metric === undefined || !(metric.text.includes(':') || recorded.has(metric.text))) continue;
        const definedAt = recorded.get(metric.text);
        if (definedAt === undefined) {
          yield {
            place: query.at(metric),
            message: `no rule records ${metric.text}`,
            reason: 'There is no such series: the query is always empty',
            remedy: `Add record(…) for ${metric.text} to a group of rules`,
          };
          continue;
        }
        const own = query.holder === undefined ? undefined : positions.get(query.holder);
        if (!isRule(query) || own === undefined) continue;
        if (definedAt.group !== own.group) {
          yield {
            place: query.at(metric),
            message: `${metric.text} is recorded in the group ${definedAt.group}, not in ${own.group}`,
            remedy: 'Move the two rules into one group, the recording rule first',
          };
        } else if (definedAt.index >= own.index) {
          yield {
            place: query.at(metric),
            message: `${metric.text} is recorded ${definedAt.index === own.index ? 'by the rule itself' : 'further down'}`,
            remedy: 'Put the recording rule before the rules that read it',
          };
        }
      }
    }
  },
});

function recordedIn(service: RenderedService): Map<string, Position> {
  const recorded = new Map<string, Position>();
  for (const { name: group, rules } of service.groups) {
    for (const [index, rule] of rules.entries()) {
      if (rule.kind === 'recording rule') recorded.set(rule.definition.series.name, { group, index });
    }
  }
  return recorded;
}

function positionsIn(service: RenderedService): Map<Holder, Position> {
  return new Map(
    service.groups.flatMap(({ name: group, rules }) =>
      rules.map((rule, index): [Holder, Position] => [rule, { group, index }]),
    ),
  );
}

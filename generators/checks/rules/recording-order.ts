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
  title: 'A recording rule precedes the rules that read it, in the same group',
  reason:
    'Groups run concurrently and their rules in order: otherwise a rule reads the result of the previous evaluation',
  page: {
    details: 'A rule reads a series that a later rule, a rule in another group, or no rule records.',
    impact:
      'Groups run concurrently and their rules in order: the rule reads the result of the previous evaluation, and nothing right after a start. A series that no rule records does not exist.',
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
            reason: 'The series does not exist, so the query is always empty',
            remedy: `Add record(…) for ${metric.text} to a rule group`,
          };
          continue;
        }
        const own = query.holder === undefined ? undefined : positions.get(query.holder);
        if (!isRule(query) || own === undefined) continue;
        if (definedAt.group !== own.group) {
          yield {
            place: query.at(metric),
            message: `${metric.text} is recorded in the group ${definedAt.group}, not in ${own.group}`,
            remedy: 'Move both rules into one group, the recording rule first',
          };
        } else if (definedAt.index >= own.index) {
          yield {
            place: query.at(metric),
            message: `${metric.text} is recorded ${definedAt.index === own.index ? 'by the rule itself' : 'by a later rule'}`,
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

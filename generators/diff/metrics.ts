import { recordsOf } from '../base/record.ts';
import type { Change } from './change.ts';
import { panelsOf } from './dashboards.ts';
import { metricsIn } from './expression.ts';
import { rulesOf } from './rules.ts';
import type { Snapshot } from './snapshot.ts';

/** The readers of a metric: `panel Write Lag`, `alert ObserverWriteLag`. */
type Readers = ReadonlyMap<string, readonly string[]>;

/** Metrics that queries read now but not before, and vice versa, with their readers. */
export function* compareMetrics(before: Snapshot, after: Snapshot): Generator<Change> {
  const [old, now] = [readersIn(before), readersIn(after)];
  const gone = [...old.keys()].filter((name) => !now.has(name)).sort();
  const added = [...now.keys()].filter((name) => !old.has(name)).sort();
  for (const name of gone) {
    const readers = old.get(name) ?? [];
    // A metric is renamed if the same readers read it under another name.
    const successor = added.find((other) => String(now.get(other)) === String(readers));
    const about = { section: 'Metrics', part: 'metric', name } as const;
    if (successor === undefined) {
      yield { ...about, action: 'removed', details: [{ what: 'was read by', before: readers.join(', ') }] };
      continue;
    }
    added.splice(added.indexOf(successor), 1);
    const details = [
      { what: 'name', before: name, after: successor },
      { what: 'read by', after: readers.join(', ') },
    ];
    yield { ...about, action: 'renamed', details };
  }
  for (const name of added) {
    const details = [{ what: 'read by', after: (now.get(name) ?? []).join(', ') }];
    yield { section: 'Metrics', part: 'metric', name, action: 'added', details };
  }
}

function readersIn({ dashboards, groups }: Snapshot): Readers {
  const readers = new Map<string, Set<string>>();
  const add = (expression: unknown, reader: string) => {
    if (typeof expression !== 'string') return;
    for (const metric of metricsIn(expression)) {
      readers.set(metric, (readers.get(metric) ?? new Set()).add(reader));
    }
  };
  for (const dashboard of dashboards.values()) {
    for (const { title, model } of panelsOf(dashboard)) {
      for (const target of recordsOf(model.targets)) add(target.expr, `panel ${title}`);
    }
  }
  for (const { part, name, expression } of rulesOf(groups)) add(expression, `${part} ${name}`);
  return new Map([...readers].map(([metric, names]) => [metric, [...names]]));
}

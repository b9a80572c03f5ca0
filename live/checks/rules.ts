import path from 'node:path';
import type { Row } from 'observability-as-code/live';
import type { Stack } from '../stack.ts';
import { until } from '../until.ts';

const LONGEST = 30_000;

/** Every rule of the files is loaded, as often as there are rules of its name in a group, and evaluates. */
export async function checkRules(stack: Stack): Promise<readonly Row[]> {
  const expected = tally(stack.rulePlaces);
  const evaluate = async () => {
    const groups = await stack.client.ruleGroups();
    const loaded = groups.flatMap(({ name: group, file, rules }) =>
      rules.map((rule) => ({ ...rule, group, file: path.basename(file) })),
    );
    const counts = tally(loaded);
    const missing = [...expected].filter(([place, count]) => (counts.get(place) ?? 0) < count);
    return { loaded, counts, missing, unwell: loaded.filter(({ health }) => health !== 'ok') };
  };
  const { loaded, counts, missing, unwell } = await until(
    evaluate,
    (all) => all.missing.length === 0 && all.unwell.length === 0 && all.loaded.length > 0,
    LONGEST,
  );
  const row = (name: string, isOk: boolean, result: string) => ({ section: 'rules', name, isOk, result });
  return [
    row(`${loaded.length} rules`, loaded.length > 0, 'are loaded'),
    ...missing.map(([place, count]) =>
      row(place, false, `${counts.get(place) ?? 0} of ${count} in out/prometheus are loaded`),
    ),
    ...unwell.map(({ name, health, lastError }) => row(name, false, `${health}: ${lastError}`)),
  ];
}

function tally(rules: Stack['rulePlaces']): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { file, group, name } of rules) {
    const place = `${name} (${file}, ${group})`;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return counts;
}

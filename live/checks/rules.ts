import type { Row } from 'observability-as-code/live';
import type { Stack } from '../stack.ts';
import { until } from '../until.ts';

/** Every rule of the files is loaded, and evaluates. */
export async function checkRules(stack: Stack): Promise<readonly Row[]> {
  const evaluate = async () => {
    const loaded = (await stack.client.ruleGroups()).flatMap(({ rules }) => rules);
    const missing = stack.ruleNames.filter((name) => !loaded.some((rule) => rule.name === name));
    const unwell = loaded.filter(({ health }) => health !== 'ok');
    return { loaded, missing, unwell };
  };
  const { loaded, missing, unwell } = await until(
    evaluate,
    (all) => all.missing.length === 0 && all.unwell.length === 0 && all.loaded.length > 0,
    30_000,
  );
  const row = (name: string, isOk: boolean, result: string) => ({ section: 'rules', name, isOk, result });
  return [
    row(`${loaded.length} rules`, loaded.length > 0, 'are loaded'),
    ...missing.map((name) => row(name, false, 'is in out/prometheus, and Prometheus has not loaded it')),
    ...unwell.map(({ name, health, lastError }) => row(name, false, `${health}: ${lastError}`)),
  ];
}

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDuration } from 'observability-as-code';
import { readRuleDocument } from 'observability-as-code/live';
import { parse } from 'yaml';

export interface Rule {
  readonly kind: 'record' | 'alert';
  readonly name: string;
  readonly expression: string;
  readonly labels: Readonly<Record<string, string>>;
  /** In seconds. */
  readonly for: number;
  readonly keepFiringFor: number;
}

/** All rules of the `*.rules.yaml` in a directory. */
export async function readRules(directory: string): Promise<readonly Rule[]> {
  const names = await readdir(directory).catch((): string[] => []);
  const texts = await Promise.all(
    names
      .filter((name) => name.endsWith('.rules.yaml'))
      .sort()
      .map((name) => readFile(path.join(directory, name), 'utf8')),
  );
  return texts.flatMap((text) =>
    readRuleDocument(parse(text)).groups.flatMap(({ rules }) => rules.map(ruleOf)),
  );
}

function ruleOf({ record, alert, expr, labels, ...holds }: Readonly<Record<string, unknown>>): Rule {
  return {
    kind: record === undefined ? 'alert' : 'record',
    name: String(record ?? alert),
    expression: String(expr),
    labels: Object.fromEntries(Object.entries(labels ?? {}).map(([name, value]) => [name, String(value)])),
    for: seconds(holds.for),
    keepFiringFor: seconds(holds.keep_firing_for),
  };
}

function seconds(duration: unknown = '0s'): number {
  return (parseDuration(String(duration)) ?? 0) / 1000;
}

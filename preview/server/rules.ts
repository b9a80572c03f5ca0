import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
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

interface RuleFile {
  readonly groups?: readonly { readonly rules?: readonly RawRule[] }[];
}

interface RawRule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string | number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly for?: string;
  readonly keep_firing_for?: string;
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
  return texts.flatMap((text) => {
    const file = parse(text) as RuleFile;
    return (file.groups ?? []).flatMap(({ rules = [] }) => rules.map(ruleOf));
  });
}

function ruleOf(raw: RawRule): Rule {
  return {
    kind: raw.record === undefined ? 'alert' : 'record',
    name: raw.record ?? raw.alert ?? '',
    expression: String(raw.expr),
    labels: raw.labels ?? {},
    for: seconds(raw.for),
    keepFiringFor: seconds(raw.keep_firing_for),
  };
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

function seconds(duration = ''): number {
  return [...duration.matchAll(/(\d+)([smhdw])/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0),
    0,
  );
}

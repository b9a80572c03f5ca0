import type { Row } from 'observability-as-code/live';
import { type Trials, tryFaults } from './checks/faults.ts';
import { notTried } from './checks/not-tried.ts';
import { checkTargets } from './checks/targets.ts';
import type { Fault, Installation } from './faults.ts';
import { firing, HEARTBEAT, nameOf } from './firing.ts';
import { canMountSmallDisk } from './small-disk.ts';
import { type Stack, type StackOptions, startStack } from './stack.ts';
import { LONGEST_WAIT, until } from './until.ts';
import { startVisitors } from './visitors.ts';

/** What was tried on one installation. */
export interface Tried {
  readonly stack: Stack;
  readonly trials: Trials;
}

export interface AllTried {
  readonly rows: readonly Row[];
  readonly notTried: string;
  readonly installations: readonly Tried[];
}

export interface Installations {
  readonly main: Stack;
  /** The faults of the main one, and what has come of those of the others, which are tried from their start on. */
  tryFaults(before: readonly Fault[]): Promise<AllTried>;
}

/** All that the faults need, at the same time: a start takes so much of the machine that it would disturb what is measured. */
export async function startInstallations(
  faults: readonly Fault[],
  options: StackOptions,
): Promise<Installations> {
  const { onProgress } = options;
  const faultsOf = (name: Installation) => faults.filter(({ installation }) => installation === name);
  const names = new Set<Installation>(['main', ...faults.map(({ installation }) => installation)]);
  const started = await Promise.all(
    [...names].map(async (name) => {
      const stack = await startStack({
        ...options,
        onProgress: (text) => {
          if (name === 'main') onProgress(text);
        },
        hasSmallDisk: faultsOf(name).some(({ needsMount }) => needsMount),
      });
      return { name, stack };
    }),
  );
  for (const { stack } of started) startVisitors(stack.observer.url);
  const tryOn = async (name: Installation, stack: Stack, before: readonly Fault[]): Promise<Tried> => {
    await untilScraped(stack, before);
    const trials = await tryFaults(stack, faultsOf(name), before, onProgress);
    return { stack, trials: name === 'main' ? trials : { ...trials, rows: namedAfter(name, trials.rows) } };
  };
  const [main, ...others] = started;
  if (main === undefined) throw new Error('There is no main installation');
  const othersTried = Promise.all(others.map(({ name, stack }) => tryOn(name, stack, [])));
  // It is awaited later, and an error until then is told there.
  othersTried.catch(() => undefined);
  return {
    main: main.stack,
    tryFaults: async (before) => {
      const installations = [await tryOn('main', main.stack, before), ...(await othersTried)];
      const trials = installations.map((one) => one.trials);
      const left = notTried(
        main.stack.alertRules,
        trials.flatMap(({ episodes }) => episodes),
      );
      return { rows: trials.flatMap(({ rows }) => rows), notTried: left, installations };
    },
  };
}

/** Right after its start not every target has been scraped. */
async function untilScraped(stack: Stack, before: readonly Fault[]): Promise<void> {
  const known = [
    HEARTBEAT,
    ...before.flatMap(({ alerts, consequences = [] }) => [...alerts, ...consequences]),
  ];
  await checkTargets(stack);
  await until(
    () => firing(stack),
    (now) => now.every((alert) => known.includes(nameOf(alert))),
    LONGEST_WAIT,
  );
}

/** What is wrong tells where. */
function namedAfter(name: Installation, rows: readonly Row[]): readonly Row[] {
  return rows.map((row) => (row.isOk ? row : { ...row, result: `${row.result} (installation "${name}")` }));
}

export interface Selection {
  readonly faults: readonly Fault[];
  /** Which are left out, and why. */
  readonly stated: readonly string[];
}

/** Those of the faults that can be made here. */
export async function possibleFaults({ faults }: Pick<Selection, 'faults'>): Promise<Selection> {
  const needing = faults.filter(({ needsMount }) => needsMount === true);
  if (needing.length === 0 || (await canMountSmallDisk())) return { faults, stated: [] };
  return {
    faults: faults.filter((fault) => !needing.includes(fault)),
    stated: needing.map(
      ({ key, alerts }) =>
        `Not tried: ${key} (${alerts.join(', ')}), because this user may not mount the small disk that it fills.`,
    ),
  };
}

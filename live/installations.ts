import type { Row } from 'observability-as-code/live';
import { type Trials, tryFaults } from './checks/faults.ts';
import { notTried } from './checks/not-tried.ts';
import { checkTargets } from './checks/targets.ts';
import type { Fault } from './faults.ts';
import { firing, HEARTBEAT, nameOf } from './firing.ts';
import { canMountSmallDisk } from './small-disk.ts';
import { type Stack, type StackOptions, startStack } from './stack.ts';
import { LONGEST_WAIT, until } from './until.ts';

/** What was tried on one installation. */
export interface Tried {
  readonly stack: Stack;
  readonly trials: Trials;
}

export interface AllTried {
  readonly rows: readonly Row[];
  readonly installations: readonly Tried[];
}

/** The faults of each installation at the same time. All but the main one are started for them. */
export async function tryInstallations(
  main: Stack,
  faults: readonly Fault[],
  before: readonly Fault[],
  options: StackOptions,
): Promise<AllTried> {
  const names = [...new Set(faults.map(({ installation }) => installation))];
  const installations = await Promise.all(
    names.map(async (name) => {
      const own = faults.filter(({ installation }) => installation === name);
      const stack = name === 'main' ? main : await startFor(name, own, options);
      return {
        stack,
        trials: await tryFaults(stack, own, name === 'main' ? before : [], options.onProgress),
      };
    }),
  );
  const trials = installations.map((one) => one.trials);
  const left = notTried(
    main.alertRules,
    trials.flatMap(({ episodes }) => episodes),
  );
  return { rows: [...trials.flatMap(({ rows }) => rows), left], installations };
}

/** Right after its start not every target has been scraped. */
async function startFor(name: string, faults: readonly Fault[], options: StackOptions): Promise<Stack> {
  const stack = await startStack({
    ...options,
    onProgress: (text) => options.onProgress(`installation "${name}": ${text}`),
    hasSmallDisk: faults.some(({ needsMount }) => needsMount),
  });
  await checkTargets(stack);
  await until(
    () => firing(stack),
    (now) => now.every((alert) => nameOf(alert) === HEARTBEAT),
    LONGEST_WAIT,
  );
  return stack;
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

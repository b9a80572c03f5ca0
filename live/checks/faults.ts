import type { Row } from 'observability-as-code/live';
import type { Fault } from '../faults.ts';
import { descriptionOf } from '../firing.ts';
import { dueOf } from '../inhibition.ts';
import type { Stack } from '../stack.ts';
import { LONGEST_WAIT, until } from '../until.ts';
import { type Episode, Watch } from '../watch.ts';

/** What was missed during a fault is noticed only when data comes again. */
const AFTERMATH = 60_000;
/** Alertmanager groups for a second, and then looks every five seconds. */
const MESSAGE_WAIT = 15_000;
/** For a message that must not come. */
const SILENCE = 3000;

/** A fault that was on for a while. */
export interface Trial {
  readonly fault: Fault;
  /** Milliseconds since 1970. */
  readonly from: number;
}

export interface Trials {
  readonly rows: readonly Row[];
  readonly trials: readonly Trial[];
  readonly episodes: readonly Episode[];
}

/** The alerts of each fault fire while it lasts, and resolve after it; others do not fire. */
export async function tryFaults(
  stack: Stack,
  faults: readonly Fault[],
  /** Faults of which something may still fire. */
  before: readonly Fault[],
  onProgress: (text: string) => void,
): Promise<Trials> {
  const watch = new Watch(stack);
  for (const fault of before) watch.permit(fault, Date.now() + LONGEST_WAIT);
  const trials: Trial[] = [];
  const sequences = [...new Set(faults.map(({ sequence }) => sequence))];
  try {
    const rows = await Promise.all(
      sequences.map(async (sequence) => {
        const found: Row[] = [];
        const own = faults.filter((each) => each.sequence === sequence);
        for (const fault of own) {
          await untilQuiet(stack, fault, watch);
          onProgress(`${fault.key}: ${fault.title}`);
          trials.push({ fault, from: Date.now() });
          const rows = await tryFault(stack, fault, watch, fault === own.at(-1), onProgress).catch(
            (error: unknown) => [
              alertRow(
                fault.key,
                false,
                `cannot be tried: ${error instanceof Error ? error.message : error}`,
              ),
            ],
          );
          found.push(...rows);
          for (const { name, result } of rows) onProgress(`${name} ${result}`);
        }
        return found;
      }),
    );
    const unexpected = [...watch.unexpected].map(([name, description]) =>
      alertRow(name, false, `fires although no fault is on that it describes: ${description}`),
    );
    return { rows: [...rows.flat(), ...unexpected], trials, episodes: watch.episodes };
  } finally {
    watch.stop();
  }
}

/** What came before may have left one firing, or a message on its way. */
async function untilQuiet(stack: Stack, fault: Fault, watch: Watch): Promise<void> {
  const isOver = () => fault.alerts.every((name) => watch.now(name).length === 0);
  await until(async () => isOver(), Boolean, LONGEST_WAIT);
  // Alertmanager sends nothing about an alert that fires again before its resolution is sent. This includes consequences.
  const isTold = () =>
    [...fault.alerts, ...(fault.consequences ?? [])].every(
      (name) => stack.alerting.messages().findLast(({ alert }) => alert === name)?.isResolved !== false,
    );
  await until(async () => isTold(), Boolean, MESSAGE_WAIT);
}

async function tryFault(
  stack: Stack,
  fault: Fault,
  watch: Watch,
  isLast: boolean,
  onProgress: (text: string) => void,
): Promise<readonly Row[]> {
  const { patience = LONGEST_WAIT } = fault;
  const start = Date.now();
  watch.permit(fault);
  const endFault = await fault.start(stack);
  const fired = new Map<string, { readonly after: number; readonly description: string }>();
  await until(
    async () => {
      for (const name of fault.alerts) {
        const [episode] = watch.now(name);
        if (episode === undefined || fired.has(name)) continue;
        fired.set(name, { after: secondsSince(start), description: descriptionOf(episode) });
        onProgress(`${name} (${fault.key}) fires`);
      }
    },
    () => fired.size === fault.alerts.length,
    patience,
  );
  await untilNotified(stack, [...fired.keys()], start, watch);
  await endFault();
  const endedAt = Date.now();
  const resolved = new Map<string, number>();
  // Its consequences disturb the next fault, where there is one.
  const names = [...fault.alerts, ...(isLast ? [] : (fault.consequences ?? []))];
  await until(
    async () => {
      for (const name of names)
        if (watch.now(name).length === 0 && !resolved.has(name)) resolved.set(name, secondsSince(endedAt));
    },
    () => names.every((name) => watch.now(name).length === 0),
    patience,
  );
  watch.permit(fault, Date.now() + AFTERMATH);
  return fault.alerts.map((name) => {
    const title = `${name} (${fault.key})`;
    const [after, over] = [fired.get(name), resolved.get(name)];
    const wait = `${patience / 1000} s`;
    if (after === undefined) return alertRow(title, false, `has not fired within ${wait}: ${fault.title}`);
    if (over === undefined) return alertRow(title, false, `still fires ${wait} after the fault`);
    return alertRow(
      title,
      true,
      `fired after ${after.after} s, resolved after ${over} s: ${after.description}`,
    );
  });
}

/** Alertmanager sends nothing about an alert that resolves before its group is evaluated. */
async function untilNotified(
  { alerting }: Stack,
  names: readonly string[],
  since: number,
  watch: Watch,
): Promise<void> {
  const isSuppressed = (name: string) =>
    watch
      .now(name)
      .every(
        (episode) =>
          Date.now() - episode.from > SILENCE && dueOf(episode, watch.episodes, alerting.model).is !== 'due',
      );
  const isTold = (name: string) => alerting.messages().some(({ alert, at }) => alert === name && at >= since);
  await until(async () => names.every((name) => isTold(name) || isSuppressed(name)), Boolean, MESSAGE_WAIT);
}

const alertRow = (name: string, isOk: boolean, result: string): Row => ({
  section: 'alerts',
  name,
  isOk,
  result,
});

const secondsSince = (since: number) => Math.round((Date.now() - since) / 1000);

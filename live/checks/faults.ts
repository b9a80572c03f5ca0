import type { Row } from 'observability-as-code/live';
import type { Fault } from '../faults.ts';
import { Watch } from '../firing.ts';
import type { Stack } from '../stack.ts';
import { LONGEST_WAIT, until } from '../until.ts';

/** What was missed during a fault is noticed only when data comes again. */
const AFTERMATH = 60_000;

/** The alerts of each fault fire while it lasts, and resolve after it; others do not fire. */
export async function checkFaults(
  stack: Stack,
  faults: readonly Fault[],
  onProgress: (text: string) => void,
): Promise<readonly Row[]> {
  const watch = new Watch(stack);
  const lanes = [...new Set(faults.map(({ lane }) => lane))];
  try {
    const rows = await Promise.all(
      lanes.map(async (lane) => {
        const found: Row[] = [];
        for (const fault of faults.filter((each) => each.lane === lane)) {
          onProgress(`${fault.key}: ${fault.title}`);
          const rows = await checkFault(stack, fault, watch);
          found.push(...rows);
          for (const { name, result } of rows) onProgress(`${name} ${result}`);
        }
        return found;
      }),
    );
    return [
      ...rows.flat(),
      ...[...watch.unexpected].map(([name, description]) =>
        alertRow(name, false, `fires although no fault is on that it describes: ${description}`),
      ),
    ];
  } finally {
    watch.stop();
  }
}

async function checkFault(stack: Stack, fault: Fault, watch: Watch): Promise<readonly Row[]> {
  // What asked for data before may have left one firing.
  await until(
    async () => undefined,
    () => fault.alerts.every((name) => !watch.firing.has(name)),
    LONGEST_WAIT,
  );
  const start = Date.now();
  watch.permit(fault);
  const mend = await fault.start(stack);
  const fired = new Map<string, { readonly after: number; readonly description: string }>();
  await until(
    async () => {
      for (const name of fault.alerts) {
        const description = watch.firing.get(name);
        if (description !== undefined && !fired.has(name))
          fired.set(name, { after: secondsSince(start), description });
      }
    },
    () => fired.size === fault.alerts.length,
    LONGEST_WAIT,
  );
  await mend();
  const mended = Date.now();
  const resolved = new Map<string, number>();
  const names = [...fault.alerts, ...(fault.consequences ?? [])];
  await until(
    async () => {
      for (const name of names)
        if (!watch.firing.has(name) && !resolved.has(name)) resolved.set(name, secondsSince(mended));
    },
    () => names.every((name) => !watch.firing.has(name)),
    LONGEST_WAIT,
  );
  watch.permit(fault, Date.now() + AFTERMATH);
  return fault.alerts.map((name) => {
    const title = `${name} (${fault.key})`;
    const [after, over] = [fired.get(name), resolved.get(name)];
    const wait = `${LONGEST_WAIT / 1000} s`;
    if (after === undefined) return alertRow(title, false, `has not fired within ${wait}: ${fault.title}`);
    if (over === undefined) return alertRow(title, false, `still fires ${wait} after the fault`);
    return alertRow(
      title,
      true,
      `fired after ${after.after} s, resolved after ${over} s: ${after.description}`,
    );
  });
}

const alertRow = (name: string, isOk: boolean, result: string): Row => ({
  section: 'alerts',
  name,
  isOk,
  result,
});

const secondsSince = (since: number) => Math.round((Date.now() - since) / 1000);

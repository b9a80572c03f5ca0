import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, ask, type DashboardQuestions, interpolate, type Row } from 'observability-as-code/live';
import { type Fault, faultOf } from './faults.ts';
import type { Stack } from './stack.ts';

const HEARTBEAT = 'ObserverWatchdog';
const LONGEST_WAIT = 150_000;

/** Every target is up. */
export async function checkTargets(stack: Stack): Promise<readonly Row[]> {
  const rows = (result: Awaited<ReturnType<typeof stack.client.targets>>) =>
    result.active.map(({ labels, scrapeUrl, health, lastError }) => ({
      section: 'targets',
      name: `${labels.namespace}/${labels.job} ${scrapeUrl}`,
      isOk: health === 'up',
      result: lastError === '' ? health : `${health}: ${lastError}`,
    }));
  const found = await until(
    async () => rows(await stack.client.targets()),
    (all) => all.length > 0 && all.every(({ isOk }) => isOk),
    30_000,
  );
  const refused = stack.refusals.map((reason) => ({
    section: 'targets',
    name: 'ServiceMonitor observer',
    isOk: false,
    result: reason,
  }));
  return [...refused, ...found];
}

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

export interface NamedDashboard {
  readonly format: string;
  readonly dashboard: DashboardQuestions;
}

/** What is drawn only while something is wrong. */
const TROUBLE = ['crash-loop', 'out-of-memory', 'deployment'];
/** As a person opens the dashboard. */
const MINUTE = 60_000;
const LOOKS_BACK = 5 * MINUTE;
const STEP = 15_000;
const ROUNDS = 5;
/** Of the ServiceMonitor, which is what the data source is told. */
const DATA_SOURCE_INTERVAL = 30_000;

/** Every query of every dashboard has data: in health, or in the trouble that it is there for. */
export async function checkPanels(
  stack: Stack,
  dashboards: readonly NamedDashboard[],
  onProgress: (text: string) => void,
): Promise<readonly Row[]> {
  const passes = await passesOf(stack, dashboards);
  const isShown = ({ kind }: Answer) => kind === 'data' || kind === 'zero';
  const answers = new Map<string, Answer>();
  const askAll = async () => {
    for (const { format, dashboard, picked, title } of passes) {
      const to = Math.floor(Date.now() / STEP) * STEP + STEP;
      for (const question of dashboard.questions) {
        const key = `${question.kind}: ${question.name}`;
        const before = answers.get(`${key} (${format}, ${title})`);
        if (before !== undefined && isShown(before)) continue;
        const time = { from: to - LOOKS_BACK, to, step: STEP };
        const options = {
          variables: dashboard.variables,
          picked,
          time,
          scrapeInterval: DATA_SOURCE_INTERVAL,
        };
        answers.set(`${key} (${format}, ${title})`, await ask(stack.client, question, options));
      }
    }
  };
  const left = () => [...answers.values()].filter((answer) => !isShown(answer)).length;
  onProgress(`asking the queries of ${passes.length} dashboards as they are opened`);
  // What is left after a few rounds is not for want of time.
  const history: number[] = [];
  const hasSettled = () => {
    history.unshift(left());
    return history[0] === 0 || history[0] === history[ROUNDS];
  };
  await untilDone(askAll, hasSettled, 30_000);
  if (left() > 0) {
    onProgress('asking again, while a container crashes and a Deployment is rolled out');
    const mends = await Promise.all(
      TROUBLE.flatMap((key) => faultOf(key) ?? []).map((fault) => fault.start(stack)),
    );
    await untilDone(askAll, () => left() === 0, 30_000);
    for (const mend of mends) await mend();
  }
  return passes.flatMap(({ format, title, dashboard }) =>
    dashboard.questions.flatMap((question) => {
      const name = `${question.kind}: ${question.name} (${format}, ${title})`;
      const answer = answers.get(name);
      if (answer === undefined) return [];
      const result = `${answer.kind} (${answer.series} series)`;
      return [
        {
          section: 'panels',
          name,
          isOk: isShown(answer),
          result: answer.reason === undefined ? result : `${result}: ${answer.reason}`,
        },
      ];
    }),
  );
}

/** Each dashboard, with all values picked and with one of each. */
async function passesOf({ client }: Stack, dashboards: readonly NamedDashboard[]) {
  const passes = [];
  for (const { format, dashboard } of dashboards) {
    const to = Date.now();
    const one: Record<string, string> = {};
    for (const question of dashboard.questions) {
      if (question.label === undefined) continue;
      const time = { from: to - LOOKS_BACK, to, step: STEP };
      const selector = interpolate(question.expression, dashboard.variables, one, time, DATA_SOURCE_INTERVAL);
      const [first] = await client.series(selector, time.from, to);
      const value = first?.[question.label];
      if (value !== undefined) one[question.name] = value;
    }
    passes.push(
      { format, dashboard, picked: {}, title: 'all' },
      { format, dashboard, picked: one, title: 'one of each' },
    );
  }
  return passes;
}

/** Nothing but the heartbeat fires for a while. */
export async function checkHealth(
  stack: Stack,
  title: string,
  milliseconds: number,
): Promise<readonly Row[]> {
  // What asked for data before may have left one firing.
  await until(
    () => firing(stack),
    (now) => [...now.keys()].every((name) => name === HEARTBEAT),
    LONGEST_WAIT,
  );
  const seen = new Map<string, string>();
  const end = Date.now() + milliseconds;
  while (Date.now() < end) {
    for (const [name, description] of await firing(stack)) seen.set(name, description);
    await sleep(500);
  }
  const others = [...seen].filter(([name]) => name !== HEARTBEAT);
  const row = (name: string, isOk: boolean, result: string) => ({
    section: 'health',
    name: `${title}: ${name}`,
    isOk,
    result,
  });
  return [
    row(HEARTBEAT, seen.has(HEARTBEAT), seen.has(HEARTBEAT) ? 'fires' : 'does not fire'),
    row('other alerts', others.length === 0, others.length === 0 ? 'none fires' : 'fire, see below'),
    ...others.map(([name, description]) => row(name, false, `fires while nothing is wrong: ${description}`)),
  ];
}

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

/** Looks at the alerts all the time. */
class Watch {
  /** Until when what a fault describes may fire. */
  readonly #permitted = new Map<Fault, number>();
  /** Alerts that fired while no such fault was on. */
  readonly unexpected = new Map<string, string>();
  firing: ReadonlyMap<string, string> = new Map();
  #isOver = false;

  constructor(stack: Stack) {
    void this.#run(stack);
  }

  permit(fault: Fault, until = Number.POSITIVE_INFINITY): void {
    this.#permitted.set(fault, until);
  }

  stop(): void {
    this.#isOver = true;
  }

  async #run(stack: Stack): Promise<void> {
    while (!this.#isOver) {
      // A server that is reloading does not answer for a moment.
      this.firing = await firing(stack).catch(() => this.firing);
      const permitted = [...this.#permitted].flatMap(([{ alerts, consequences = [] }, end]) =>
        Date.now() < end ? [...alerts, ...consequences] : [],
      );
      for (const [name, description] of this.firing)
        if (name !== HEARTBEAT && !permitted.includes(name)) this.unexpected.set(name, description);
      await sleep(250);
    }
  }
}

/** Descriptions of the alerts that fire, by name. */
async function firing({ client }: Stack): Promise<ReadonlyMap<string, string>> {
  const alerts = await client.alerts();
  return new Map(
    alerts
      .filter(({ state }) => state === 'firing')
      .map(({ labels, annotations }) => [
        labels.alertname ?? '',
        annotations.description ?? annotations.summary ?? '',
      ]),
  );
}

const secondsSince = (since: number) => Math.round((Date.now() - since) / 1000);

async function until<Answer>(
  answer: () => Promise<Answer>,
  isEnough: (answer: Answer) => boolean,
  milliseconds: number,
): Promise<Answer> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const found = await answer();
    if (isEnough(found) || Date.now() > deadline) return found;
    await sleep(500);
  }
}

async function untilDone(
  step: () => Promise<void>,
  isEnough: () => boolean,
  milliseconds: number,
): Promise<void> {
  await until(step, isEnough, milliseconds);
}

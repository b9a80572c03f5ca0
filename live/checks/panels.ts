import { type Answer, ask, type DashboardQuestions, interpolate, type Row } from 'observability-as-code/live';
import { type Fault, faultOf } from '../faults.ts';
import type { Stack } from '../stack.ts';
import { until } from '../until.ts';

export interface NamedDashboard {
  readonly format: string;
  readonly dashboard: DashboardQuestions;
}

/** What is drawn only while something is wrong. */
export const TROUBLE: readonly Fault[] = ['crash-loop', 'out-of-memory', 'deployment'].flatMap(
  (key) => faultOf(key) ?? [],
);
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
  await until(askAll, hasSettled, 30_000);
  if (left() > 0) {
    onProgress('asking again, while a container crashes and a Deployment is rolled out');
    const endings = await Promise.all(TROUBLE.map((fault) => fault.start(stack)));
    await until(askAll, () => left() === 0, 30_000);
    for (const endFault of endings) await endFault();
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

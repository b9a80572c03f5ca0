import { type AlertmanagerModel, type Row, routesOf } from 'observability-as-code/live';
import type { Alerting } from '../alerting.ts';
import { HEARTBEAT } from '../firing.ts';
import type { Message } from '../inbox.ts';
import { type Due, dueOf } from '../inhibition.ts';
import { type AlertRule, isOf } from '../rules.ts';
import type { Stack } from '../stack.ts';
import { until } from '../until.ts';
import type { Episode } from '../watch.ts';
import type { Trial, Trials } from './faults.ts';

/** Who has to hear of an alert, by its severity. */
const RECEIVERS: Readonly<Record<string, string>> = { critical: 'pages', none: 'heartbeat' };
const OTHERS = 'tickets';
const LONGEST = 30_000;
/** How far apart the start of an alert and the look that finds it are, on a busy machine. */
const SAME_START = 5000;
/** Between two looks at the alerts. */
const SAME_END = 3000;

export interface MessageSource {
  readonly alerting: Omit<Alerting, 'server'>;
  readonly alertRules: readonly AlertRule[];
}

/** What fired under one fault by one name, and what was sent about it. */
interface Case {
  readonly name: string;
  readonly episodes: readonly Episode[];
  readonly messages: readonly Message[];
}

/** The right receiver has each alert that fired, with the right text, and its resolution. */
export async function checkMessages(stack: Stack, tried: Trials): Promise<readonly Row[]> {
  return until(
    async () => rowsOf(stack, tried),
    (found) => found.every(({ isOk }) => isOk),
    LONGEST,
  );
}

/** As far as messages have come. */
export function rowsOf(source: MessageSource, tried: Pick<Trials, 'trials' | 'episodes'>): readonly Row[] {
  const messages = source.alerting.messages();
  return [
    heartbeatRow(messages),
    ...tried.trials.flatMap((trial) =>
      casesOf(trial, tried, messages).flatMap((one) => rowOf(source, tried.episodes, one) ?? []),
    ),
  ];
}

const row = (name: string, problems: readonly string[], result: string): Row => ({
  section: 'messages',
  name,
  isOk: problems.length === 0,
  result: problems.length === 0 ? result : problems.join('; '),
});

function heartbeatRow(messages: readonly Message[]): Row {
  const beats = messages.filter(({ alert }) => alert === HEARTBEAT);
  const { none: receiver } = RECEIVERS;
  const problems = [
    ...(beats.length < 2 ? [`only ${beats.length} arrived`] : []),
    ...beats.filter((beat) => beat.receiver !== receiver).map((beat) => `one arrived at ${beat.receiver}`),
    ...(beats.some(({ isResolved }) => isResolved) ? ['it was resolved'] : []),
  ];
  const [first, last] = [beats[0], beats.at(-1)];
  const seconds = ((last?.at ?? 0) - (first?.at ?? 0)) / 1000 / Math.max(1, beats.length - 1);
  return row(HEARTBEAT, problems, `${beats.length} at ${receiver}, one every ${Math.round(seconds)} s`);
}

/** What began to fire from the start of a fault until the next one that may make an alert of this name fire. */
function casesOf(
  { fault, from }: Trial,
  { trials, episodes }: Pick<Trials, 'trials' | 'episodes'>,
  messages: readonly Message[],
): readonly Case[] {
  return namesOf(fault).flatMap((alert) => {
    const later = trials.filter((trial) => trial.from > from && namesOf(trial.fault).includes(alert));
    const end = Math.min(...later.map((trial) => trial.from));
    const own = episodes.filter((each) => each.alert === alert && each.from >= from && each.from < end);
    const sent = messages.filter((message) => own.some((episode) => isAbout(message, episode)));
    // Rules of one name may differ in their severity.
    const receivers = [...new Set(own.map(receiverOf))];
    return receivers.map((receiver) => ({
      name: `${alert} (${receivers.length === 1 ? fault.key : `${fault.key}, ${receiver}`})`,
      episodes: own.filter((each) => receiverOf(each) === receiver),
      messages: sent.filter((each) => each.receiver === receiver || !receivers.includes(each.receiver)),
    }));
  });
}

/** A message says when its alerts began, which is what tells it from one about an earlier alert of the name. */
function isAbout({ alert, starts }: Message, episode: Episode): boolean {
  return alert === episode.alert && starts.some((at) => Math.abs(at - episode.from) < SAME_START);
}

const receiverOf = ({ labels }: Episode) => RECEIVERS[labels.severity ?? ''] ?? OTHERS;

const namesOf = ({ alerts, consequences = [] }: Trial['fault']) => [...alerts, ...consequences];

function rowOf({ alerting, alertRules }: MessageSource, all: readonly Episode[], one: Case): Row | undefined {
  const { name, episodes, messages } = one;
  const dues = episodes.map((episode) => dueOf(episode, all, alerting.model));
  const by = [...new Set(dues.flatMap((due) => due.by))].join(', ');
  const [first] = messages;
  if (dues.every(({ is }) => is === 'suppressed')) {
    // Both are over at about the same time, and a look in between finds one of them.
    const end = Math.min(...episodes.map(({ to }) => to)) - SAME_END;
    const early = messages.find(({ at }) => at < end);
    const came =
      early === undefined
        ? []
        : [
            `arrived at ${early.receiver} ${secondsAfter(early, episodes)} s after it fired, although ${by} fires`,
          ];
    return row(name, came, `none, because ${by} fires`);
  }
  const isDue = dues.some(({ is }) => is === 'due');
  if (!isDue && first === undefined) return undefined;
  const [receiver = OTHERS] = episodes.map(receiverOf);
  const sent = messages.filter((each) => each.receiver === receiver && !each.isResolved);
  const over = messages.find((each) => each.receiver === receiver && each.isResolved);
  const others = [...new Set(messages.map((each) => each.receiver))].filter((other) => other !== receiver);
  const isOver = episodes.every(({ to }) => Number.isFinite(to));
  const problems =
    sent.length === 0
      ? [
          `none arrived at ${receiver}${others.length === 0 ? '' : `, but at ${others.join(', ')}`}${routed(alerting.model, episodes)}`,
        ]
      : [
          ...others.map((other) => {
            const came = messages
              .filter((each) => each.receiver === other)
              .map((each) => `${each.title}, ${secondsAfter(each, episodes)} s after it fired`);
            return `arrived at ${other}, not only at ${receiver}${routed(alerting.model, episodes)}: ${came.join('; ')}`;
          }),
          ...missingTexts(alertRules, episodes, dues, sent).map(
            (text) => `${receiver} has not received ${text}`,
          ),
          // Where another alert stands for it at its end, Alertmanager does not tell of the end either.
          ...(over === undefined && isOver && by === '' && alerting.tellsResolved(receiver)
            ? [`${receiver} has not received its resolution`]
            : []),
          ...(over !== undefined && !alerting.tellsResolved(receiver)
            ? [`${receiver} has received its resolution`]
            : []),
        ];
  const after = sent[0] === undefined ? 0 : secondsAfter(sent[0], episodes);
  const end = over === undefined ? '' : `, and ${secondsAfterEnd(over, episodes)} s after its end`;
  return row(name, problems, `at ${receiver} ${after} s after it fired${end}: ${sent[0]?.title}`);
}

/** The routes that take it. */
function routed({ file, root }: AlertmanagerModel, [episode]: readonly Episode[]): string {
  if (episode === undefined) return '';
  const lines = routesOf(root, episode.labels).map(({ line }) => `${file}:${line}`);
  return ` (routed by ${lines.join(', ')})`;
}

function secondsAfter({ at }: Message, [first]: readonly Episode[]): number {
  return Math.max(0, Math.round((at - (first?.from ?? at)) / 1000));
}

function secondsAfterEnd({ at }: Message, episodes: readonly Episode[]): number {
  return Math.max(0, Math.round((at - Math.max(...episodes.map(({ to }) => to))) / 1000));
}

/** What the rules say and no message does: of all episodes that are due, or else of one, as something has come. */
function missingTexts(
  rules: readonly AlertRule[],
  episodes: readonly Episode[],
  dues: readonly Due[],
  messages: readonly Message[],
): readonly string[] {
  const texts = messages.map(({ title, text }) => `${title}\n${text}`);
  const missing = episodes.map((episode) => {
    const rule = rules.find((each) => isOf(episode, each));
    if (rule === undefined) return ['anything that out/prometheus says'];
    return Object.entries(rule.annotations)
      .filter(([, template]) => !texts.some((text) => patternOf(template, episode.labels).test(text)))
      .map(([key, template]) => `the ${key} of the alert: ${template}`);
  });
  const due = missing.filter((_, index) => dues[index]?.is === 'due');
  if (due.length > 0) return [...new Set(due.flat())];
  return [...missing].sort((a, b) => a.length - b.length)[0] ?? [];
}

/** A text of a rule with its labels, and any value. */
function patternOf(template: string, labels: Readonly<Record<string, string>>): RegExp {
  const parts = template.split(/(\{\{.*?\}\})/).map((part) => {
    if (!part.startsWith('{{')) return escaped(part);
    const label = /^\{\{ *\$labels\.(\w+) *\}\}$/.exec(part)?.[1];
    return label === undefined ? '.+?' : escaped(labels[label] ?? '');
  });
  return new RegExp(parts.join(''));
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

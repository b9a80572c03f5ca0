import { type ActiveAlert, readAlertmanager } from 'observability-as-code/live';
import { describe, expect, it } from 'vitest';
import type { Message } from '../inbox.ts';
import type { Episode } from '../watch.ts';
import { rowsOf } from './messages.ts';

const MODEL = readAlertmanager(
  'alertmanager.yml',
  `route: { receiver: tickets }
receivers: [{ name: tickets }]
inhibit_rules: [{ source_matchers: [alertname="Full"], target_matchers: [alertname="AlmostFull"], equal: [namespace] }]
`,
);
const ANNOTATIONS = { summary: 'It is full', description: '{{ $labels.pod }}: {{ $value | humanize }}%' };

const episode = (alert: string, from: number, to: number, severity = 'critical'): Episode => {
  const labels: ActiveAlert['labels'] = {
    alertname: alert,
    severity,
    namespace: 'a',
    pod: 'p.1',
  };
  return { alert, labels, annotations: ANNOTATIONS, from, to };
};

const message = (alert: string, at: number, over: Partial<Message> = {}): Message => ({
  ...{ at, receiver: 'pages', alert, starts: [10_000], isResolved: false },
  ...{ title: '[FIRING] It is full', text: 'p.1: 98.5%' },
  ...over,
});

const BEATS = [0, 5000].map((at) => message('ObserverWatchdog', at, { receiver: 'heartbeat' }));

/** What is said of the alert `Full`, which fires from 10 s to 20 s. */
function resultsOf(messages: readonly Message[], episodes = [episode('Full', 10_000, 20_000)]) {
  const alerts = ['Full', 'AlmostFull'];
  const rows = rowsOf(
    {
      alerting: { model: MODEL, messages: () => [...BEATS, ...messages], tellsResolved: () => true },
      alertRules: alerts.map((alert) => ({
        alert,
        labels: { severity: 'critical' },
        annotations: ANNOTATIONS,
      })),
    },
    {
      trials: [
        {
          from: 5000,
          fault: {
            ...{ key: 'full', title: '', sequence: '', isQuick: false, installation: 'main' as const },
            alerts,
            start: () => () => undefined,
          },
        },
      ],
      episodes,
    },
  );
  return rows.map(({ isOk, result }) => `${isOk ? 'ok' : 'FAIL'} ${result}`).slice(1);
}

const OVER = message('Full', 22_000, { isResolved: true });

describe('the messages of an alert that fired', () => {
  it('are well if the right receiver gets it and its resolution', () => {
    expect(resultsOf([message('Full', 11_000), OVER])).toEqual([
      'ok at pages 1 s after it fired, and 2 s after its end: [FIRING] It is full',
    ]);
  });

  it.each([
    ['none comes', [], 'none arrived at pages (routed by alertmanager.yml:1)'],
    [
      'another receiver gets it',
      [message('Full', 11_000, { receiver: 'tickets' }), OVER],
      'none arrived at pages, but at tickets (routed by alertmanager.yml:1)',
    ],
    [
      'another receiver gets it as well',
      [message('Full', 11_000), message('Full', 11_000, { receiver: 'tickets' }), OVER],
      'arrived at tickets, not only at pages (routed by alertmanager.yml:1): [FIRING] It is full, 1 s after it fired',
    ],
    ['no resolution comes', [message('Full', 11_000)], 'pages has not received its resolution'],
    [
      'the title is another one',
      [message('Full', 11_000, { title: '[FIRING]' }), OVER],
      'pages has not received the summary of the alert: It is full',
    ],
    [
      'it names another pod',
      [message('Full', 11_000, { text: 'p21: 98.5%' }), OVER],
      'pages has not received the description of the alert: {{ $labels.pod }}: {{ $value | humanize }}%',
    ],
  ])('are a finding where %s', (_what, messages, finding) => {
    expect(resultsOf(messages).join('\n')).toContain(`FAIL ${finding}`);
  });

  it('do not come while another alert stands for it', () => {
    const both = [episode('Full', 10_000, 20_000), episode('AlmostFull', 12_000, 20_000)];
    const sent = [message('Full', 11_000), OVER];
    const late = message('AlmostFull', 13_000, { receiver: 'tickets', starts: [11_500] });

    expect(resultsOf(sent, both)[1]).toBe('ok none, because Full fires');
    expect(resultsOf([...sent, late], both)[1]).toBe(
      'FAIL arrived at tickets 1 s after it fired, although Full fires',
    );
  });

  it('may come where both are over at about the same time', () => {
    const both = [episode('Full', 10_000, 20_000), episode('AlmostFull', 12_000, 20_000)];
    const late = message('AlmostFull', 19_500, { receiver: 'tickets', starts: [11_500] });

    expect(resultsOf([message('Full', 11_000), OVER, late], both)[1]).toBe('ok none, because Full fires');
  });

  it.each([
    ['fires', { starts: [1000] }],
    ['is over', { starts: [-90_000], isResolved: true }],
  ])('may come to another receiver, which hears that an earlier alert %s', (_what, over) => {
    const both = [episode('Full', 1000, 8000, 'warning'), episode('Full', 10_000, 20_000)];
    const earlier = message('Full', 12_000, { receiver: 'tickets', ...over });

    expect(resultsOf([earlier, message('Full', 12_500), OVER], both)).toEqual([
      'ok at pages 3 s after it fired, and 2 s after its end: [FIRING] It is full',
    ]);
  });

  it('may come or not where the other alert fired at the same time', () => {
    const both = [episode('Full', 10_000, 20_000), episode('AlmostFull', 10_000, 20_000)];

    expect(resultsOf([message('Full', 11_000), OVER], both)).toHaveLength(1);
  });
});

it('has to receive the heartbeat again and again', () => {
  const rows = rowsOf(
    {
      alerting: { model: MODEL, messages: () => BEATS.slice(1), tellsResolved: () => true },
      alertRules: [],
    },
    { trials: [], episodes: [] },
  );

  expect(rows.map(({ isOk, result }) => [isOk, result])).toEqual([[false, 'only 1 arrived']]);
});

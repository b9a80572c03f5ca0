import { describe, expect, test } from 'vitest';
import { object, objectsAt } from '../support/json.ts';
import { makeWorkspace, WHOLE_PROJECT } from '../support/workspace.ts';

const NIGHT = ['--at', '2026-11-24T03:00+09:00'];
const DAY = ['--at', '2026-11-24T10:00+09:00'];

describe('oac route', () => {
  test('says who is notified, by which line of which file', async () => {
    const { oac } = await makeWorkspace({ 'observability.ts': WHOLE_PROJECT });
    const { code, stdout } = await oac(['route', '{alertname="ObserverTargetDown"}', ...NIGHT]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /sent to pages \(slack\)\n {4}route {4}out\/alertmanager\/alertmanager\.yaml:\d+ {2}severity="critical"\n/,
    );
  });

  test('says why nobody is notified: the interval and its reason, and the alert that leads', async () => {
    const { oac } = await makeWorkspace({ 'observability.ts': WHOLE_PROJECT });
    const atNight = await oac(['route', '{alertname="ObserverMetricsAbsent"}', ...NIGHT]);
    expect(atNight.code).toBe(1);
    expect(atNight.stdout).toContain('outside of krx-session');
    expect(atNight.stdout).toContain('the market is closed');
    const inhibited = await oac([
      'route',
      '{alertname="ObserverMetricsAbsent"}',
      ...DAY,
      '--firing',
      '{alertname="ObserverHighLatency"}',
      '--firing',
      '{alertname="ObserverTargetDown"}',
      '--json',
    ]);
    const [alert] = objectsAt(object(JSON.parse(inhibited.stdout)), 'alerts');
    const [delivery] = objectsAt(object(alert), 'deliveries');
    expect(delivery).toMatchObject({
      isSent: false,
      inhibitedBy: [
        { file: 'out/alertmanager/alertmanager.yaml', alert: { alertname: 'ObserverTargetDown' } },
      ],
    });
  });

  test('prints every alert by the hours of the week', async () => {
    const { oac } = await makeWorkspace({ 'observability.ts': WHOLE_PROJECT });
    const { code, stdout } = await oac(['route', '--all', '--markdown', ...DAY]);
    expect(code).toBe(0);
    expect(stdout).toContain('| ObserverTargetDown | critical | pages | always |\n');
    expect(stdout).toContain('| ObserverMetricsAbsent | critical | pages | Mon–Fri 09:00–16:00 |\n');
    expect(stdout).toContain('| ObserverWatchdog | none | heartbeat | always |\n');
  });

  test('names the services of a fleet', async () => {
    const { oac } = await makeWorkspace({
      'observability.ts': WHOLE_PROJECT,
      'observability.yaml': JSON.stringify({
        grafana: { url: 'https://grafana.example.com' },
        runbooks: { url: 'https://example.com/runbooks' },
        alertmanager: {},
        services: { quotes: { namespace: 'quotes' }, trades: { namespace: 'trades' } },
      }),
    });
    const { code, stdout } = await oac(['route', '--all', '--markdown', ...DAY]);
    expect(code).toBe(0);
    expect(stdout).toContain('| quotes | ObserverTargetDown | critical | pages | always |\n');
    expect(stdout).toContain('| trades | ObserverTargetDown | critical | pages | always |\n');
  });

  test('reads any other configuration', async () => {
    const { oac, write } = await makeWorkspace({ 'observability.ts': WHOLE_PROJECT });
    await write(
      'other.yml',
      'route:\n  receiver: a\n  routes:\n    - receiver: b\n      matchers: [team="x"]\nreceivers:\n  - name: a\n  - name: b\n    webhook_configs: [{ url: "http://localhost/" }]\n',
    );
    const { code, stdout } = await oac(['route', 'team=x', '--file', 'other.yml']);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('sent to b (webhook)'),
    });
    expect((await oac(['route', 'team=y', '--file', 'other.yml'])).stdout).toContain(
      'not sent to a (no integration)',
    );
  });

  test.each([
    ['no alert', [], 'no alert is named'],
    [
      'an alert that the project does not have',
      ['{alertname="ObserverTargetDwon"}'],
      'Write ObserverTargetDown.',
    ],
    [
      'labels that no rule of the alert has',
      ['{alertname="ObserverTargetDown", severity="info"}'],
      'no rule of ObserverTargetDown has these labels',
    ],
    ['labels that cannot be read', ['{alertname=~"Observer.*"}'], 'an alert has labels, and no =~'],
    [
      'a time without a zone',
      ['{alertname="ObserverTargetDown"}', '--at', '2026-11-24T03:00'],
      'not a time with a time zone',
    ],
    [
      'a time that does not exist',
      ['{alertname="ObserverTargetDown"}', '--at', 'tomorrow+09:00'],
      'not a time with a time zone',
    ],
    ['a file that is not there', ['{a="b"}', '--file', 'none.yml'], 'the file is unreadable (ENOENT)'],
    ['every alert of a file', ['--all', '--file', 'observability.yaml'], 'there is no `route`'],
  ])('refuses %s', async (_mistake, args, message) => {
    const { oac } = await makeWorkspace({ 'observability.ts': WHOLE_PROJECT });
    const { code, stderr, stdout } = await oac(['route', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

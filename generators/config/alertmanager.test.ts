import { describe, expect, it } from 'vitest';
import { diagnosticsOf, load, SMALLEST } from './test-configuration.ts';

const alertmanagerOf = (written: string) => load(SMALLEST + written).services[0]?.alertmanager;

describe('the block alertmanager', () => {
  it('is absent by default', () => {
    expect(alertmanagerOf('')).toBeUndefined();
  });

  it('names every secret by default', () => {
    expect(alertmanagerOf('alertmanager: {}\n')).toEqual({
      enabled: true,
      secret: 'observer-alertmanager',
      secretDirectory: '/etc/alertmanager/secrets/observer-alertmanager',
      applyConfig: false,
      receivers: {
        tickets: { sendResolved: true, slack: { key: 'tickets-slack-url' } },
        pages: { sendResolved: true, slack: { key: 'pages-slack-url' } },
        heartbeat: { sendResolved: false },
        nobody: { sendResolved: true },
      },
    });
  });

  it('replaces a receiver as a whole, and accepts other receivers', () => {
    const written =
      'alertmanager:\n  receivers:\n    pages: { pagerduty: {} }\n    heartbeat: { webhook: { url: "https://heartbeat.example.com/observer" } }\n';
    expect(alertmanagerOf(written)?.receivers).toMatchObject({
      pages: { sendResolved: true, pagerduty: { key: 'pages-pagerduty-key' } },
      heartbeat: { webhook: { url: 'https://heartbeat.example.com/observer' } },
    });
    expect(alertmanagerOf(written)?.receivers.pages).not.toHaveProperty('slack');
  });

  it.each([
    ['the URL of a Slack webhook as a key', 'slack: { key: "https://hooks.slack.com/services/T0/B0/x" }'],
    ['a key of PagerDuty', 'pagerduty: { key: 0123456789abcdef0123456789abcdef }'],
    ['a token of Slack', 'slack: { key: xoxb-1-2-3 }'],
    [
      'the URL of a Slack webhook as an address',
      'webhook: { url: "https://hooks.slack.com/services/T0/B0/x" }',
    ],
    [
      'an address with an id that nobody may know',
      'webhook: { url: "https://ping.example.com/3f2b8c1e-0a4d-4e6f-9b7a-1c2d3e4f5a6b" }',
    ],
    ['an address with a password', 'webhook: { url: "https://me:secret@example.com/" }'],
    ['an address with a query', 'webhook: { url: "https://example.com/?token=x" }'],
  ])('refuses %s', (_secret, integration) => {
    const written = `alertmanager:\n  receivers:\n    pages:\n      ${integration}\n`;
    expect(diagnosticsOf(() => alertmanagerOf(written)).map(({ code, place }) => [code, place.line])).toEqual(
      [['config/value', 10]],
    );
  });

  it('rejects a webhook with two addresses', () => {
    const written =
      'alertmanager:\n  receivers:\n    pages:\n      webhook: { url: "https://example.com/", key: pages }\n';
    expect(diagnosticsOf(() => alertmanagerOf(written)).map(({ message }) => message)).toEqual([
      'The webhook of `pages` has both `url` and `key`',
    ]);
  });
});

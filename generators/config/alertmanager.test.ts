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
    'slack: { key: "https://hooks.slack.com/services/T0/B0/x" }',
    'webhook: { url: "https://hooks.slack.com/services/T0/B0/x" }',
  ])('refuses a secret as in %s', (integration) => {
    const written = `alertmanager:\n  receivers:\n    pages:\n      ${integration}\n`;
    const found = diagnosticsOf(() => alertmanagerOf(written));
    expect(found.map(({ code, place }) => [code, place.line])).toEqual([['config/value', 10]]);
  });

  it('rejects a webhook with two addresses', () => {
    const written =
      'alertmanager:\n  receivers:\n    pages:\n      webhook: { url: "https://example.com/", key: pages }\n';
    expect(diagnosticsOf(() => alertmanagerOf(written)).map(({ message }) => message)).toEqual([
      'The webhook of `pages` has both `url` and `key`',
    ]);
  });
});

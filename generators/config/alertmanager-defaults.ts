import { isMapping, valueAt } from './document/path.ts';

/** The receivers that the routes of every project use; the heartbeat has to be told where to. */
const RECEIVERS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  tickets: { slack: {} },
  pages: { slack: {} },
  heartbeat: {},
  nobody: {},
};

/** By integration, what its key of the Secret is called after the name of the receiver. */
const KEYS: Readonly<Record<string, string>> = {
  slack: 'slack-url',
  webhook: 'webhook-url',
  email: 'email-password',
  pagerduty: 'pagerduty-key',
};

/** Only those who ask for it get a configuration of Alertmanager: most have one that is not theirs alone. */
export function alertmanagerDefaults(written: unknown, app: string): Readonly<Record<string, unknown>> {
  const block = valueAt(written, ['alertmanager']);
  if (block === undefined) return {};
  const secret = valueAt(block, ['secret']) ?? `${app}-alertmanager`;
  const writtenReceivers = valueAt(block, ['receivers']);
  const receivers = { ...RECEIVERS, ...(isMapping(writtenReceivers) ? writtenReceivers : {}) };
  return {
    alertmanager: {
      enabled: true,
      secret,
      secretDirectory: `/etc/alertmanager/secrets/${secret}`,
      applyConfig: false,
      receivers: Object.fromEntries(
        Object.entries(receivers).map(([name, receiver]) => [name, keysOf(name, receiver)]),
      ),
    },
  };
}

function keysOf(name: string, receiver: unknown): Readonly<Record<string, unknown>> {
  if (!isMapping(receiver)) return {};
  // The end of the heartbeat is the alarm: told of it, whoever waits would take it for a sign of life.
  const sendResolved = name !== 'heartbeat';
  const integrations = Object.entries(receiver)
    .flatMap(([integration, options]) => (isMapping(options) ? [[integration, options] as const] : []))
    .map(([integration, options]) => {
      const hasOwnAddress = valueAt(options, ['url']) !== undefined;
      const key = Object.hasOwn(KEYS, integration) ? KEYS[integration] : undefined;
      return [integration, key === undefined || hasOwnAddress ? {} : { key: `${name}-${key}` }];
    });
  return { sendResolved, ...Object.fromEntries(integrations) };
}

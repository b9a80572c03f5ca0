import { isMapping, valueAt } from './document/path.ts';

/** The receivers that every project's routes use; the heartbeat needs a configured address. */
const RECEIVERS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  tickets: { slack: {} },
  pages: { slack: {} },
  heartbeat: {},
  nobody: {},
};

/** The suffix of a key in the Secret, by integration; the receiver's name comes before it. */
const KEYS: Readonly<Record<string, string>> = {
  slack: 'slack-url',
  webhook: 'webhook-url',
  email: 'email-password',
  pagerduty: 'pagerduty-key',
};

/** Without the block nothing is generated: most users share their Alertmanager configuration with others. */
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
  // The absence of the heartbeat is the alarm: a resolved message would count as another heartbeat.
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

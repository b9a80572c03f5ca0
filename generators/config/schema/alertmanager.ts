import type { JsonSchema } from '../declaration.ts';
import { block, grammar, text } from './parts.ts';

/** Where alerts are sent. */
export function alertmanagerSchema(): JsonSchema {
  return block('Where alerts are sent. Without this block nothing is generated for Alertmanager.', {
    enabled: {
      type: 'boolean',
      default: true,
      description: 'False where this environment, or this service of a fleet, is routed by others.',
    },
    secret: text(
      'dns-label',
      'Secret with the addresses and keys. Default: `<app>-alertmanager`. It is never generated.',
      'my-service-alertmanager',
    ),
    secretDirectory: text(
      'absolute-path',
      'Where Alertmanager finds the keys of the Secret as files. Default: `/etc/alertmanager/secrets/<secret>`.',
      '/etc/alertmanager/secrets/my-service-alertmanager',
    ),
    applyConfig: {
      type: 'boolean',
      default: false,
      description:
        'Writes the AlertmanagerConfig into `monitoring/`, where it is applied, instead of `alertmanager/`.',
    },
    receivers: {
      type: 'object',
      description: 'The receivers, by the name that routes use. Default: `pages`, `tickets` and `heartbeat`.',
      examples: [{ pages: { pagerduty: {} } }],
      propertyNames: { type: 'string', ...grammar('dns-label') },
      additionalProperties: receiver(),
    },
  });
}

function receiver(): JsonSchema {
  return block('The integrations of a receiver; they replace the default.', {
    sendResolved: {
      type: 'boolean',
      description:
        'Whether it gets a message when an alert resolves. Default: `true`, and `false` for `heartbeat`, whose end must be silent.',
      examples: [true],
    },
    slack: block('A channel, by an incoming webhook.', {
      channel: text(
        'line',
        'Shown in reviews; the webhook of a Slack app determines the actual channel.',
        '#my-team',
      ),
      key: secretKey('the URL of the webhook', '<receiver>-slack-url'),
    }),
    webhook: block('Any HTTP address that takes the notification as JSON.', {
      url: text(
        'public-url',
        'The address, if it is not a secret.',
        'https://heartbeat.example.com/my-service',
      ),
      key: secretKey(
        'the address, which takes Alertmanager 0.26',
        '<receiver>-webhook-url, unless there is a url',
      ),
      tokenKey: secretKey('a bearer token', 'none'),
    }),
    email: {
      ...block('Mail, through an SMTP server with STARTTLS.', {
        to: text('line', 'Addresses, with commas between them.', 'team@example.com'),
        from: text('line', 'The sender.', 'alertmanager@example.com'),
        smarthost: text('host-and-port', 'The SMTP server.', 'smtp.example.com:587'),
        username: text('line', 'Of the account; without it there is no login.', 'alertmanager'),
        key: secretKey('the password of the account', '<receiver>-email-password'),
      }),
      required: ['to', 'from', 'smarthost'],
    },
    pagerduty: block('An incident of PagerDuty.', {
      key: secretKey('the integration key (Events API v2)', '<receiver>-pagerduty-key'),
    }),
  });
}

function secretKey(what: string, byDefault: string): JsonSchema {
  return text('secret-key', `Key of the Secret that holds ${what}. Default: \`${byDefault}\`.`, 'my-key');
}

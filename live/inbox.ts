import type { Received } from 'test-support/receiver-stand-in';

/** What a receiver was sent. */
export interface Message {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly receiver: string;
  /** What all its alerts are called. */
  readonly alert: string;
  /** When its alerts began to fire. Milliseconds since 1970. */
  readonly starts: readonly number[];
  /** It says that all of it is over. */
  readonly isResolved: boolean;
  readonly title: string;
  /** Everything else that people read, with the addresses of links. */
  readonly text: string;
}

interface SlackBody {
  readonly attachments: readonly [
    {
      readonly title: string;
      readonly title_link: string;
      readonly text: string;
      readonly color: string;
      readonly footer: string;
    },
  ];
}

interface WebhookBody {
  readonly status: string;
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly alerts: readonly {
    readonly startsAt: string;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}

export function messageOf({ at, path, body }: Received): Message {
  const common = { at, receiver: path.slice(1) };
  const content: SlackBody | WebhookBody = JSON.parse(body);
  if (!('attachments' in content)) {
    const annotations = content.alerts[0]?.annotations ?? {};
    return {
      ...common,
      alert: content.commonLabels.alertname ?? '',
      starts: content.alerts.map(({ startsAt }) => Date.parse(startsAt)),
      isResolved: content.status === 'resolved',
      title: annotations.summary ?? '',
      text: Object.values(annotations).join('\n'),
    };
  }
  const [{ title, title_link, text, color, footer }] = content.attachments;
  return {
    ...common,
    alert: /^`(\w+)`/.exec(text)?.[1] ?? '',
    starts: footer.trim().split(' ').map(Number),
    isResolved: color === 'good',
    title: unescaped(title),
    text: `${unescaped(text)}\n${title_link}`,
  };
}

/** Slack's three characters: https://api.slack.com/reference/surfaces/formatting#escaping */
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

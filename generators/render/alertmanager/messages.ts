import type { Words } from './words.ts';

/**
 * Texts in Go's template language, over the data of a notification
 * (https://prometheus.io/docs/alerting/latest/notifications/), with the functions of Alertmanager 0.25. They
 * are in the configuration itself: a template file would have to be mounted, and the operator's
 * AlertmanagerConfig cannot name one.
 */

/** Further alerts of a group are only counted: nobody reads a message of many pages, and Slack truncates it. */
export const MOST_ALERTS = 8;

/** Slack reads `<…>` as a link or a mention (https://api.slack.com/reference/surfaces/formatting#escaping). */
const SLACK_SAFE =
  '{{ define "safe" }}{{ reReplaceAll ">" "&gt;" (reReplaceAll "<" "&lt;" (reReplaceAll "&" "&amp;" .)) }}{{ end }}';

/** In `<address|text>` the bar ends the address. */
const SLACK_ADDRESS = '{{ define "address" }}{{ template "safe" (reReplaceAll "\\\\|" "%7C" .) }}{{ end }}';

/** How a value is printed. */
type Print = (expression: string) => string;

const plainly: Print = (expression) => `{{ ${expression} }}`;
const forSlack: Print = (expression) => `{{ template "safe" ${expression} }}`;

/** At most this many characters. */
const short = (expression: string, characters: number) => `(printf "%.${characters}s" ${expression})`;

/**
 * `[FIRING:2] The target is down.`, or the name of the alert if the group's alerts have different summaries.
 */
function title(words: Words, print: Print): string {
  const summary = print(short('.CommonAnnotations.summary', 150));
  const name = print(short('.CommonLabels.alertname', 150));
  return (
    `{{ if eq .Status "firing" }}[${words.firing}{{ if gt (len .Alerts.Firing) 1 }}:{{ len .Alerts.Firing }}{{ end }}]` +
    `{{ else }}[${words.resolved}]{{ end }} ` +
    `{{ if .CommonAnnotations.summary }}${summary}` +
    `{{ else if .CommonLabels.alertname }}${name}` +
    `{{ else }}{{ len .Alerts }} ${words.alerts}{{ end }}`
  );
}

/** The common labels of a message's alerts, for the silence form. */
const SILENCE_FILTER =
  '{{ range $index, $label := .CommonLabels.SortedPairs }}{{ if $index }}%2C{{ end }}{{ .Name }}%3D%22' +
  '{{ reReplaceAll "\\\\+" "%20" (urlquery (reReplaceAll "([\\"\\\\\\\\])" "\\\\$1" .Value)) }}%22{{ end }}';

const SILENCE_URL = `{{ .ExternalURL }}/#/silences/new?filter=%7B${SILENCE_FILTER}%7D`;

export interface SlackMessage {
  readonly color: string;
  readonly title: string;
  readonly titleLink: string;
  readonly fallback: string;
  readonly text: string;
}

export function slackMessage(words: Words): SlackMessage {
  const link = (annotation: string, word: string) => `<{{ template "address" ${annotation} }}|${word}>`;
  const own = (name: string, word: string) =>
    `{{ if not $.CommonAnnotations.${name} }}{{ with .Annotations.${name} }} · ${link('.', word)}{{ end }}{{ end }}`;
  const common = (name: string, word: string) =>
    `{{ with .CommonAnnotations.${name} }}${link('.', word)} · {{ end }}`;
  // In the reader's time zone; the text after the bar is for clients that cannot show it.
  const since =
    '<!date^{{ .StartsAt.Unix }}^{date_short_pretty} {time}|{{ .StartsAt.UTC.Format "2006-01-02 15:04" }} UTC>';
  const ownLabels =
    '{{ range (.Labels.Remove $.CommonLabels.Names).SortedPairs }}' +
    `${forSlack('.Name')}=${forSlack(short('.Value', 80))} · {{ end }}`;
  const summary =
    '{{ if not $.CommonAnnotations.summary }}{{ with .Annotations.summary }}' +
    `*${forSlack(short('.', 150))}*\n{{ end }}{{ end }}`;
  const more = (list: string) =>
    `{{ if gt (len ${list}) ${MOST_ALERTS} }}${words.more.replace(
      'COUNT',
      `{{ len (slice ${list} ${MOST_ALERTS}) }}`,
    )}\n{{ end }}`;
  return {
    color:
      '{{ if ne .Status "firing" }}good{{ else if eq .CommonLabels.severity "critical" }}danger' +
      '{{ else if eq .CommonLabels.severity "warning" }}warning{{ else }}#439fe0{{ end }}',
    title: SLACK_SAFE + title(words, forSlack),
    titleLink: '{{ or .CommonAnnotations.dashboard_url .ExternalURL }}',
    fallback: SLACK_SAFE + title(words, forSlack),
    text: [
      SLACK_SAFE,
      SLACK_ADDRESS,
      `{{ with .CommonLabels.alertname }}\`${forSlack('.')}\` · {{ end }}` +
        `{{ with .CommonLabels.severity }}${forSlack('.')} · {{ end }}` +
        `${forSlack('.CommonLabels.namespace')}/${forSlack('.CommonLabels.service')}\n`,
      `{{ range $index, $alert := .Alerts.Firing }}{{ if lt $index ${MOST_ALERTS} }}`,
      summary,
      `{{ with .Annotations.description }}${forSlack(short('.', 400))}\n{{ end }}`,
      `${ownLabels}${words.since} ${since}${own('runbook_url', words.runbook)}${own('dashboard_url', words.dashboard)}\n`,
      '{{ end }}{{ end }}',
      more('.Alerts.Firing'),
      `{{ range $index, $alert := .Alerts.Resolved }}{{ if lt $index ${MOST_ALERTS} }}`,
      `✓ ${words.resolved}: ${forSlack(short('.Annotations.summary', 150))} ` +
        `{{ range (.Labels.Remove $.CommonLabels.Names).SortedPairs }}` +
        `${forSlack('.Name')}=${forSlack(short('.Value', 80))} {{ end }}\n`,
      '{{ end }}{{ end }}',
      more('.Alerts.Resolved'),
      common('runbook_url', words.runbook),
      common('dashboard_url', words.dashboard),
      `<${SILENCE_URL}|${words.silence}>`,
    ].join(''),
  };
}

export interface MailMessage {
  readonly subject: string;
  readonly html: string;
}

/** Alertmanager escapes values in HTML itself. */
export function mailMessage(words: Words): MailMessage {
  const link = (name: string, word: string) =>
    `{{ with .Annotations.${name} }} · <a href="{{ . }}">${word}</a>{{ end }}`;
  const heading = title(words, plainly);
  return {
    subject: heading,
    html: [
      `<h2>${heading}</h2>`,
      '<p>{{ .CommonLabels.alertname }} · {{ .CommonLabels.severity }} · {{ .CommonLabels.namespace }}/{{ .CommonLabels.service }}</p>',
      '{{ range .Alerts }}',
      `<p>{{ if ne .Status "firing" }}✓ ${words.resolved}: {{ end }}<b>{{ .Annotations.summary }}</b><br>`,
      '{{ .Annotations.description }}<br>',
      '{{ range (.Labels.Remove $.CommonLabels.Names).SortedPairs }}{{ .Name }}={{ .Value }} · {{ end }}',
      `${words.since} {{ .StartsAt.UTC.Format "2006-01-02 15:04" }} UTC`,
      link('runbook_url', words.runbook),
      link('dashboard_url', words.dashboard),
      '</p>',
      '{{ end }}',
      `<p><a href="${SILENCE_URL}">${words.silence}</a></p>`,
    ].join('\n'),
  };
}

export interface IncidentMessage {
  readonly description: string;
  readonly severity: string;
  readonly clientUrl: string;
  readonly details: Readonly<Record<string, string>>;
}

export function incidentMessage(words: Words): IncidentMessage {
  return {
    description: title(words, plainly),
    severity:
      '{{ if eq .CommonLabels.severity "critical" }}critical{{ else if eq .CommonLabels.severity "warning" }}warning{{ else }}info{{ end }}',
    clientUrl: '{{ or .CommonAnnotations.dashboard_url .ExternalURL }}',
    details: {
      alert: '{{ .CommonLabels.alertname }}',
      where: '{{ .CommonLabels.namespace }}/{{ .CommonLabels.service }}',
      firing: `{{ range $index, $alert := .Alerts.Firing }}{{ if lt $index ${MOST_ALERTS} }}{{ ${short('.Annotations.description', 400)} }}\n{{ end }}{{ end }}`,
      runbook: '{{ .CommonAnnotations.runbook_url }}',
      dashboard: '{{ .CommonAnnotations.dashboard_url }}',
      silence: SILENCE_URL,
    },
  };
}

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { shortenRoutes } from 'observability-as-code/live';

interface Interval {
  readonly name: string;
}

/** Of a receiver; one for each integration of its kind. */
type Integrations = readonly Readonly<Record<string, unknown>>[];

interface Receiver {
  readonly name: string;
  readonly [kind: string]: Integrations | string;
}

export interface Configuration {
  readonly receivers: readonly Receiver[];
  readonly time_intervals?: readonly Interval[];
}

/** What `alertmanager.yaml` has of it. */
export function readConfiguration(content: unknown): Configuration {
  if (typeof content !== 'object' || content === null) throw new Error('alertmanager.yaml holds no mapping');
  const { receivers = [], time_intervals = [], ...rest }: Partial<Configuration> = content;
  return { ...rest, receivers, time_intervals };
}

export interface ReceiverOptions {
  /** Of the stand-in. A receiver gets its messages at its name below it. */
  readonly url: string;
  /** For the files that hold what is secret in production. */
  readonly secretDirectory: string;
  readonly factor: number;
}

/** A line of Slack's messages that the generated ones leave empty: when the alerts began, in milliseconds since 1970. */
const STARTS = '{{ range .Alerts }}{{ .StartsAt.UnixMilli }} {{ end }}';

const ALWAYS = [{}];
const NEVER = [{ years: ['1970'] }];

/**
 * The generated configuration, with shorter waits and everything that leaves Alertmanager led to a stand-in. The market is open
 * all day for the routes, as it is for the rules.
 */
export function withStandIn(configuration: Configuration, options: ReceiverOptions): object {
  const { time_intervals: intervals = [], receivers } = configuration;
  const periods: Readonly<Record<string, unknown>> = { 'krx-session': ALWAYS, 'krx-closed': NEVER };
  return {
    ...shortenRoutes(configuration, options.factor),
    receivers: receivers.map((receiver) => atStandIn(receiver, options)),
    time_intervals: intervals.map((interval) => {
      const period = periods[interval.name];
      return period === undefined ? interval : { ...interval, time_intervals: period };
    }),
  };
}

function atStandIn({ name, ...kinds }: Receiver, options: ReceiverOptions): object {
  return {
    name,
    ...Object.fromEntries(
      Object.entries(kinds).map(([kind, integrations]) => [
        kind,
        (Array.isArray(integrations) ? integrations : []).map((integration) => ({
          ...integration,
          ...addressOf(kind, name, options),
        })),
      ]),
    ),
  };
}

function addressOf(kind: string, receiver: string, { url, secretDirectory }: ReceiverOptions): object {
  const address = `${url}/${receiver}`;
  if (kind === 'webhook_configs') return { url: address };
  if (kind !== 'slack_configs') throw new Error(`receiver ${receiver}: nothing here takes ${kind}`);
  const file = path.join(secretDirectory, `${receiver}-slack-url`);
  writeFileSync(file, address);
  return { api_url_file: file, footer: STARTS };
}

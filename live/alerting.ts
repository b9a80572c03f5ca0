import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { type AlertmanagerModel, readAlertmanager } from 'observability-as-code/live';
import { startAlertmanager } from 'test-support/alertmanager';
import type { Release } from 'test-support/fetch/catalogue';
import { startReceiverStandIn } from 'test-support/receiver-stand-in';
import type { ServerProcess } from 'test-support/server-process';
import { type Message, messageOf } from './inbox.ts';
import { readConfiguration, withStandIn } from './receivers.ts';
import { FACTOR } from './shortening.ts';

export interface Alerting {
  readonly server: ServerProcess;
  /** What was generated, before it was led to the stand-in. */
  readonly model: AlertmanagerModel;
  /** Everything that has come so far, at all receivers. */
  messages(): readonly Message[];
  /** Whether a receiver is to hear that an alert is over. */
  tellsResolved(receiver: string): boolean;
}

interface AlertingOptions {
  /** The folder of what was generated. */
  readonly out: string;
  readonly release: Release;
  readonly directory: string;
}

/** Alertmanager as it was generated; what it sends stays here. */
export async function startAlerting({ out, release, directory }: AlertingOptions): Promise<Alerting> {
  const file = path.join(out, 'alertmanager/alertmanager.yaml');
  const text = readFileSync(file, 'utf8');
  // First, because it refuses what is no configuration of Alertmanager.
  const model = readAlertmanager(path.relative(path.dirname(out), file), text);
  const configuration = readConfiguration(load(text));
  const standIn = await startReceiverStandIn();
  const secretDirectory = path.join(directory, 'secrets');
  mkdirSync(secretDirectory);
  const config = withStandIn(configuration, { url: standIn.url, secretDirectory, factor: FACTOR });
  return {
    server: await startAlertmanager({ release, config: JSON.stringify(config) }),
    model,
    messages: () => standIn.received.map(messageOf),
    tellsResolved: (name) =>
      configuration.receivers
        .filter((receiver) => receiver.name === name)
        .flatMap((receiver) => Object.values(receiver))
        .some((kind) => Array.isArray(kind) && kind.some(({ send_resolved }) => send_resolved === true)),
  };
}

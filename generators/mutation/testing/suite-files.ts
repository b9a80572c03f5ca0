import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryDirectory } from '../../../tests/support/temporary-directory.ts';

/** Writes files into a new folder. @returns their paths, in order */
export async function writeFiles(files: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = await temporaryDirectory();
  return Promise.all(
    Object.entries(files).map(async ([name, text]) => {
      const target = path.join(folder, name);
      await writeFile(target, text);
      return target;
    }),
  );
}

/** An alert with a threshold, a `for` and two matchers. */
export const RULES = `
groups:
  - name: queue
    rules:
      - alert: QueueLong
        expr: max by (queue) (queue_length{job="broker", queue!="dead"}) > 100
        for: 4m
        labels: {severity: warning}
`;

/** Tests that detect every mistake in {@link RULES}. */
export const STRONG_TESTS = `
rule_files: [rules.yaml]
tests:
  - name: it is just too long
    interval: 1m
    input_series:
      - {series: 'queue_length{job="broker", queue="in", pod="a"}', values: 105x20}
      - {series: 'queue_length{job="broker", queue="in", pod="b"}', values: 1x20}
      - {series: 'queue_length{job="broker", queue="out"}', values: 100x20}
      - {series: 'queue_length{job="broker", queue="dead"}', values: 105x20}
      - {series: 'queue_length{job="other", queue="other"}', values: 105x20}
    alert_rule_test:
      - {eval_time: 3m, alertname: QueueLong}
      - eval_time: 5m
        alertname: QueueLong
        exp_alerts: [{exp_labels: {queue: in, severity: warning}}]
  - name: it is just short enough
    interval: 1m
    input_series:
      - {series: 'queue_length{job="broker", queue="in", pod="a"}', values: 95x20}
      - {series: 'queue_length{job="broker", queue="in", pod="b"}', values: 95x20}
    alert_rule_test:
      - {eval_time: 10m, alertname: QueueLong}
`;

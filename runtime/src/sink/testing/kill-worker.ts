import { systemClock } from '../../clock.ts';
import { Instruments } from '../../telemetry/instruments.ts';
import { silentLog } from '../../telemetry/log.ts';
import { openJsonlSink, sinkMetrics } from '../index.ts';
import { numberedAs } from './numbered.ts';

/** Writes as fast as possible, and prints the number up to which everything is durable, until it is killed. */
const { DIRECTORY = '', FIRST = '0' } = process.env;
const sink = await openJsonlSink({
  ...{ directory: DIRECTORY, clock: systemClock, log: silentLog, observer: sinkMetrics(new Instruments()) },
  limits: { lingerMilliseconds: 5, batchBytes: 20_000 },
});
let next = Number(FIRST);
for (;;) {
  for (let count = 0; count < 500; count += 1) {
    // In two periods, so that files of both tracks and several segments are open when it is killed.
    const at = Date.now() - (next % 3 === 0 ? 300_000 : 0);
    const isWritable = sink.append(numberedAs(next, at, next % 5 === 0 ? 'a' : 'b'));
    next += 1;
    if (!isWritable) await sink.whenWritable();
  }
  const last = next - 1;
  // Some are still queued when this is printed.
  void sink.flush().then(() => process.stdout.write(`${last}\n`));
  await new Promise((resolve) => setTimeout(resolve, 2));
}

import { systemClock } from '../../clock.ts';
import { endProcess, endWhenIdle } from '../../end-process.ts';
import { serve } from '../serve-command.ts';

/** An observer in its own process, on a trading day, with short time limits. */
const offset = Number(process.env.CLOCK_OFFSET ?? '0');

process.on('SIGUSR2', () => {
  throw new TypeError('a mistake of ours');
});

const code = await serve(
  { simulate: false, speed: 1, port: 0 },
  {
    environment: process.env,
    output: { out: (text) => process.stdout.write(text), error: (text) => process.stderr.write(text) },
    signals: process,
    exit: endProcess,
    clock: { ...systemClock, now: () => Date.now() + offset },
    streamTiming: { reconnect: { first: 50, longest: 300 }, retry: { first: 50, longest: 300 }, pace: 1 },
  },
);
endWhenIdle(code);

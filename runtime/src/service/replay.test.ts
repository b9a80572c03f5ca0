import type { ScriptedFault } from 'kis-simulator';
import { seriesOf } from 'observability-as-code/contract';
import { contract } from 'observer-metrics';
import { observer } from 'observer-metrics/observer';
import { reportProgress } from 'test-support/progress';
import { run } from 'test-support/run';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { requireTool } from 'test-support/tools';
import { describe, expect, it } from 'vitest';
import { type ReplayOptions, replay } from './testing/replay.ts';

/** The whole day with `npm run replay`, otherwise its first minutes. */
const isLong = process.env.MODE === 'replay';
const SESSION: Pick<ReplayOptions, 'opens' | 'closes' | 'speed'> = isLong
  ? { opens: '09:00', closes: '15:30', speed: 120 }
  : { opens: '09:00', closes: '09:25', speed: 100 };

/** Six and a half hours at this speed. */
const REPLAY_MS = (6.5 * 3_600_000) / SESSION.speed;

/** The closing auction, without trades, takes the last ten minutes. */
const CONTINUOUS = isLong ? 380 : 15;

function at(part: number): string {
  const minute = 9 * 60 + Math.floor(CONTINUOUS * part);
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** Faults that lose nothing, so the files contain exactly what was sent. */
const GENTLE: readonly ScriptedFault[] = [
  { at: at(0.1), fault: { kind: 'malformed-frame' } },
  { at: at(0.2), fault: { kind: 'disconnect' } },
  { at: at(0.3), fault: { kind: 'expire-tokens' } },
  { at: at(0.4), fault: { kind: 'rate-limit-storm', path: '/uapi/' }, forSeconds: 60 },
  { at: at(0.5), fault: { kind: 'forget-approval-keys' } },
  { at: at(0.5), fault: { kind: 'disconnect' } },
  { at: at(0.6), fault: { kind: 'bad-gateway', path: '/uapi/' }, forSeconds: 30 },
  { at: at(0.7), fault: { kind: 'refuse-connections' }, forSeconds: 30 },
  { at: at(0.7), fault: { kind: 'disconnect' } },
];

/** Data in flight when a connection is cut counts as sent and never arrives. */
const ROUGH: readonly ScriptedFault[] = [
  { at: at(0.2), fault: { kind: 'cut-connections' } },
  { at: at(0.4), fault: { kind: 'half-open' } },
  { at: at(0.6), fault: { kind: 'cut-connections' } },
  { at: at(0.8), fault: { kind: 'truncated-json', path: '/uapi/' }, forSeconds: 20 },
];

describe('a replayed session', { timeout: 600_000 }, () => {
  it('has every trade in its files, once and in order, and every series of the contract', async () => {
    const promtool = await requireTool('promtool');
    if (isLong) reportProgress('replay', REPLAY_MS);
    const lines: string[] = [];
    const result = await replay({
      ...SESSION,
      directory: await temporaryDirectory(),
      market: { tradesPerSecond: 50 },
      faults: GENTLE,
      log: (line) => lines.push(line),
      meanwhile: async ({ url }) => {
        await Promise.all(
          ['/health', '/ready', '/status', '/metrics', '/nothing'].map((path) => fetch(`${url}${path}`)),
        );
      },
    });

    expect(result.sent).toBeGreaterThan(10_000);
    expect(result.differing).toEqual([]);
    expect(result).toMatchObject({
      counted: result.sent,
      written: result.sent,
      lines: result.sent,
      duplicates: 0,
      missingVolume: result.countedMissingVolume,
      problems: [],
    });
    // Trades happened while the connection was down, and that was detected.
    expect(result.countedMissingVolume).toBeGreaterThan(0);
    expect(result.connections).toBeGreaterThanOrEqual(4);
    expect(result.tokensIssued).toBe(2);
    expect(result.quotes).toBeGreaterThan(0);
    expect(lines.join('')).not.toMatch(/eyJ|"level":"error"/);

    const checked = await run(promtool, ['check', 'metrics'], { input: result.exposition });
    expect(`${checked.stdout}${checked.stderr}`).toBe('');
    const own = contract.filter(
      ({ exporter, name }) => exporter.key === observer.exporter.key && name !== 'up',
    );
    const present = new Set(
      result.exposition
        .split('\n')
        .flatMap((line) => (line.startsWith('#') ? [] : [line.split(/[ {]/, 1)[0]])),
    );
    expect(
      own
        .flatMap(seriesOf)
        .map(({ name }) => name)
        .filter((name) => !present.has(name)),
    ).toEqual([]);
    const declared = new Set(own.flatMap(seriesOf).map(({ name }) => name));
    expect([...present].filter((name) => name !== '' && name !== undefined && !declared.has(name))).toEqual(
      [],
    );
  });

  it('has no duplicates, and knows exactly what is missing, if connections are cut', async () => {
    if (isLong) reportProgress('replay with cut connections', REPLAY_MS);
    const result = await replay({
      ...SESSION,
      directory: await temporaryDirectory(),
      market: { tradesPerSecond: 50 },
      faults: ROUGH,
    });

    expect(result.lines).toBeGreaterThan(10_000);
    expect(result).toMatchObject({
      counted: result.lines,
      written: result.lines,
      duplicates: 0,
      missingVolume: result.countedMissingVolume,
      problems: [],
    });
    expect(result.countedMissingVolume).toBeGreaterThan(0);
    expect(result.connections).toBeGreaterThanOrEqual(3);
  });
});

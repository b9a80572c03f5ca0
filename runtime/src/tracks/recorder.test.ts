import { describe, expect, it } from 'vitest';
import type { MarketRecord } from '../record.ts';
import { SinkError } from '../sink/index.ts';
import { silentLog } from '../telemetry/log.ts';
import { quote, trade } from '../testing/records.ts';
import { Recorder } from './recorder.ts';

function recorderOf(append: (record: MarketRecord) => boolean) {
  const taken: MarketRecord[] = [];
  const messages: string[] = [];
  const log = { ...silentLog, error: (message: string) => messages.push(message) };
  const files = { append, whenWritable: () => Promise.resolve() };
  const recorder = new Recorder(files, [(record) => taken.push(record)], log);
  return { recorder, taken, messages };
}

describe('the recorder', () => {
  it('passes on to listeners what a file has accepted', () => {
    const { recorder, taken } = recorderOf(() => true);
    const records = [quote('005930'), trade('005930')];
    expect(recorder.write(records)).toBe(true);
    expect(taken).toEqual(records);
  });

  it('asks to pause as soon as one file is full, and still passes everything on', () => {
    let appended = 0;
    const { recorder, taken } = recorderOf(() => {
      appended += 1;
      return appended < 2;
    });
    expect(recorder.write([trade('005930'), trade('000660'), trade('035720')])).toBe(false);
    expect(taken).toHaveLength(3);
  });

  it('continues if a listener throws, and logs it once', () => {
    const messages: string[] = [];
    const log = { ...silentLog, error: (message: string) => messages.push(message) };
    const broken = () => {
      throw new TypeError('a mistake');
    };
    const taken: MarketRecord[] = [];
    const listeners = [broken, (record: MarketRecord) => taken.push(record)];
    const files = { append: () => true, whenWritable: () => Promise.resolve() };
    const recorder = new Recorder(files, listeners, log);
    expect(recorder.write([trade('005930'), trade('000660')])).toBe(true);
    expect({ taken: taken.length, lost: recorder.lost, said: messages.length }).toEqual({
      taken: 2,
      lost: 0,
      said: 1,
    });
  });

  it('does not make a shutdown wait for files that never accept anything again', async () => {
    const files = { append: () => false, whenWritable: () => new Promise<void>(() => undefined) };
    const recorder = new Recorder(files, [], silentLog);
    const stop = new AbortController();
    const waiting = recorder.whenWritable(stop.signal);
    stop.abort();
    await waiting;
    await recorder.whenWritable(stop.signal);
  });

  it('counts what no file accepts, logs it once, and passes it to nobody', () => {
    const { recorder, taken, messages } = recorderOf(() => {
      throw new SinkError('sink/full', 'the queue is at its limit');
    });
    expect(recorder.write([trade('005930'), trade('000660')])).toBe(false);
    expect(recorder.lost).toBe(2);
    expect(taken).toEqual([]);
    expect(messages).toEqual(['Records are lost: the files do not take them']);
  });
});

import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../telemetry/log.ts';
import { awaitEnding } from './ending.ts';

function ending() {
  const signals = new EventEmitter();
  const exits: number[] = [];
  const messages: string[] = [];
  const note = (message: string) => messages.push(message);
  const log = { ...silentLog, info: note, error: note };
  return {
    signals,
    exits,
    messages,
    ending: awaitEnding({ signals, exit: (code) => exits.push(code), log }),
  };
}

describe('the end', () => {
  it('has come with the first signal, and is insisted on with the second', async () => {
    const { signals, exits, messages, ending: end } = ending();
    expect(end.hasCome).toBe(false);
    signals.emit('SIGTERM', 'SIGTERM');
    expect(end.hasCome).toBe(true);
    await end.promise;
    expect({ exits, messages }).toEqual({ exits: [], messages: ['The observer stops'] });
    signals.emit('SIGINT', 'SIGINT');
    expect(exits).toEqual([1]);
    end.forget();
  });

  it('has come with an error that nobody catches; further ones are told and change nothing', async () => {
    const { signals, exits, messages, ending: end } = ending();
    signals.emit('uncaughtException', new TypeError('first'));
    signals.emit('unhandledRejection', 'second');
    await end.promise;
    expect(end.errors).toHaveLength(2);
    expect({ exits, said: messages.length }).toEqual({ exits: [], said: 2 });
    end.forget();
  });

  it('leaves nobody listening', () => {
    const { signals, ending: end } = ending();
    end.forget();
    expect(signals.eventNames()).toEqual([]);
  });
});

import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../telemetry/log.ts';
import { awaitShutdown } from './shutdown.ts';

function begin() {
  const signals = new EventEmitter();
  const exits: number[] = [];
  const messages: string[] = [];
  const note = (message: string) => messages.push(message);
  const log = { ...silentLog, info: note, error: note };
  return {
    signals,
    exits,
    messages,
    shutdown: awaitShutdown({ signals, exit: (code) => exits.push(code), log }),
  };
}

describe('the shutdown', () => {
  it('begins with the first signal, and a second one ends the process at once', async () => {
    const { signals, exits, messages, shutdown } = begin();
    expect(shutdown.hasBegun).toBe(false);
    signals.emit('SIGTERM', 'SIGTERM');
    expect(shutdown.hasBegun).toBe(true);
    await shutdown.promise;
    expect({ exits, messages }).toEqual({ exits: [], messages: ['The observer is stopping'] });
    signals.emit('SIGINT', 'SIGINT');
    expect(exits).toEqual([1]);
    shutdown.forget();
  });

  it('begins with an uncaught error; further ones are only logged', async () => {
    const { signals, exits, messages, shutdown } = begin();
    signals.emit('uncaughtException', new TypeError('first'));
    signals.emit('unhandledRejection', 'second');
    await shutdown.promise;
    expect(shutdown.errors).toHaveLength(2);
    expect({ exits, said: messages.length }).toEqual({ exits: [], said: 2 });
    shutdown.forget();
  });

  it('leaves no listener behind', () => {
    const { signals, shutdown } = begin();
    shutdown.forget();
    expect(signals.eventNames()).toEqual([]);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { currentOwner, hasExited, isAlive, type Processes, systemProcesses } from './owner.ts';

const text = (changes: Readonly<Record<string, unknown>> = {}) =>
  JSON.stringify({ ...currentOwner(), ...changes });

describe.runIf(process.platform === 'linux')('on Linux', () => {
  it('this process is alive', () => {
    expect(currentOwner().startTime).toMatch(/^\d+$/);
    expect(hasExited(text())).toBe(false);
    expect(isAlive(text())).toBe(true);
  });

  it('an ended process is dead, and so is one whose number another process has now', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    const { pid = 0 } = child;
    await once(child, 'exit');
    expect(hasExited(text({ pid }))).toBe(true);
    expect(hasExited(text({ startTime: '1' }))).toBe(true);
  });
});

describe('no process is dead or alive', () => {
  const elsewhere: Processes = { bootId: '', pidNamespace: '', startTimeOf: () => undefined };

  it.each([
    ['where the system does not tell', text({ bootId: '', pidNamespace: '' }), elsewhere],
    ['of another boot', text({ bootId: 'other', pid: 1 }), systemProcesses],
    ['of another container', text({ pidNamespace: 'pid:[1]', pid: 1 }), systemProcesses],
    ['whose claim is empty', '', systemProcesses],
    ['whose claim is no claim', '[]', systemProcesses],
    ['whose claim has no number', text({ pid: 'x' }), systemProcesses],
  ])('%s', (_, claim, processes) => {
    expect(hasExited(claim, processes)).toBe(false);
    expect(isAlive(claim, processes)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { locateError } from './place.ts';

const LIBRARY = new URL('../define/rules.ts', import.meta.url).pathname;

function thrownAt(...frames: readonly string[]): Error {
  return Object.assign(new Error(), {
    stack: `Error: two\nlines\n${frames.map((frame) => `    at ${frame}`).join('\n')}`,
  });
}

describe('the place of an error', () => {
  it.each([
    ['of a module', 'file:///shop/rules/http.ts:12:5', 'rules/http.ts', 12],
    ['that jiti evaluates', 'broken (/shop/rules/http.ts:12:5)', 'rules/http.ts', 12],
    ['after an await', 'async file:///shop/a%20b/%EC%A3%BC%EB%AC%B8.ts:3:1', 'a b/주문.ts', 3],
    ['of a method', 'Object.rules [as rules] (file:///shop/observability.ts:7:1)', 'observability.ts', 7],
  ])('is the first frame %s', (_, frame, file, line) => {
    const error = thrownAt(
      'ModuleJob.run (node:internal/modules/esm/module_job:343:25)',
      `alert (${LIBRARY}:1:1)`,
      'Array.map (<anonymous>)',
      'async import (/shop/node_modules/jiti/dist/jiti.cjs:1:187718)',
      frame,
      'file:///shop/later.ts:1:1',
    );
    expect(locateError(error, '/shop')).toEqual({ file, line });
  });

  it('is unknown if the stack has no frame of the user', () => {
    const error = thrownAt(
      'node:internal/process/task_queues:95:5',
      'process.processTicks (node:internal/x:1:1)',
    );
    expect(locateError(error, '/shop')).toBeUndefined();
  });
});

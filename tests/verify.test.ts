import { expect, test } from 'vitest';
import { verify } from './support/live.ts';

const SECTIONS = ['targets', 'rules', 'metrics', 'token', 'health', 'panels', 'alerts', 'messages'];

test('npm run verify finds data for each panel, ten alerts that fire, arrive and resolve, and none in health', {
  timeout: 260_000,
}, async () => {
  const { code, rows, findings, stderr } = await verify(['--quick', '--only', ...SECTIONS]);

  expect(findings).toEqual([]);
  expect(code, stderr).toBe(0);
  expect(new Set(rows.map(({ section }) => section))).toEqual(new Set(SECTIONS));
  const resultsOf = (section: string) =>
    rows.filter((row) => row.section === section).map(({ name, result }) => `${name}: ${result}`);
  const count = (section: string, pattern: RegExp) =>
    resultsOf(section).filter((result) => pattern.test(result)).length;
  expect(count('alerts', /: fired after .* resolved after/)).toBeGreaterThan(9);
  expect(count('messages', /: at pages .* after its end: /)).toBeGreaterThan(3);
  expect(count('messages', /: at tickets .* after its end: /)).toBeGreaterThan(3);
  expect(count('messages', /: none, because ObserverPVCFull fires$/)).toBe(1);
  expect(count('metrics', /^the trace of an exemplar: has arrived: [0-9a-f]{32}$/)).toBe(1);
  expect(count('token', /^a restart: Using cached token/)).toBe(1);
  expect(resultsOf('token')).toContain('requests for a token: 0 after the restart');
});

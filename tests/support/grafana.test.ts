import { describe, expect, test } from 'vitest';
import { fillIn, variablesIn } from './grafana.ts';

describe('Grafana takes for a variable', () => {
  test.each([
    { text: 'up{job="$job"}', names: ['job'] },
    { text: '${job}, ${job:regex} and ${job.text}', names: ['job', 'job', 'job'] },
    { text: '[[job]] and [[job:csv]]', names: ['job', 'job'] },
    { text: '[$__rate_interval]', names: ['__rate_interval'] },
    { text: '\\x24job, \\x5b[job]], 5$, $, {job} and [job]', names: [] },
  ])('in $text: $names', ({ text, names }) => {
    expect(variablesIn(text)).toEqual(names);
  });
});

describe('fillIn', () => {
  test('puts the value in as it is, wherever and however the variable is written', () => {
    expect(fillIn('a{b="$x"} + c{d=~"${x}"} + [[x]]', { x: '$&' })).toBe('a{b="$&"} + c{d=~"$&"} + $&');
  });

  test('refuses a variable without a value, and names it', () => {
    expect(() => fillIn('up{job="${jbo}"}', { job: '.+' })).toThrow('jbo is no variable of the dashboard');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anchoredExpression } from '../schema/re2.ts';
import { automatonOf, commonNames } from './automaton.ts';

/** @returns 'unknown' if it cannot be determined */
function namesOf(patterns: readonly string[], count = 1): readonly string[] | 'unknown' {
  const automata = patterns.map(automatonOf).filter((automaton) => automaton !== undefined);
  return automata.length < patterns.length ? 'unknown' : (commonNames(automata, count) ?? 'unknown');
}

describe('names that several patterns match', () => {
  it.each([
    ['observer-.+', 'observer-derivatives-.+', 'observer-derivatives-a'],
    ['(a|b|ab)*x', '[ab]*y|bbbx', 'bbbx'],
    ['(?i)OBS-\\d+', 'obs-[[:digit:]]{2}', 'obs-00'],
    ['(?:web|api)-(?P<n>[0-9])', 'a.*', 'api-0'],
    ['[]a]b', '[^c-z]b', 'ab'],
    ['a\\.b', 'a.b', 'a.b'],
    ['\\x61+', 'a{3,}', 'aaa'],
    ['^a$|^b$', '(^b$)', 'b'],
    ['a{1000}', '[a-z]{1,1000}', 'a'.repeat(1000)],
  ])('are found for %s and %s', (first, second, name) => {
    expect(namesOf([first, second])).toEqual([name]);
  });

  it.each([
    ['.*foo', '.*bar'],
    ['a{1000}', 'a{999}'],
    ['observer', 'observer-.+'],
    ['A', 'a'],
    ['a-', 'a-|-a'],
    ['a', 'a{0}'],
  ])('do not exist for %s and %s', (first, second) => {
    expect(namesOf([first, second])).toEqual([]);
  });

  it.each(['a\\b', '(?P<가>a)', '\\pL+', '\\Qa\\E', 'a^b', '(a$|b)c', '([a-z]{1000}){10}'])(
    'are unknown for %s',
    (pattern) => {
      expect(namesOf([pattern])).toBe('unknown');
    },
  );

  it('are as many as requested, shortest first, if there are as many', () => {
    expect(namesOf(['svc-(blue|green|a)'], 5)).toEqual(['svc-a', 'svc-blue', 'svc-green']);
    expect(namesOf(['svc-.+'], 2)).toEqual(['svc-a', 'svc-b']);
  });

  it('are the ones that the regular expression matches', () => {
    const atom = fc.constantFrom('a', 'b', '[ab]', '.', '(a|b)', '(?:ab)', '-');
    const part = fc
      .tuple(atom, fc.constantFrom('', '*', '+', '?', '{2}', '{1,2}'))
      .map((each) => each.join(''));
    const pattern = fc
      .array(fc.array(part, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 2 })
      .map((alternatives) => alternatives.map((parts) => parts.join('')).join('|'));
    const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 6 }), {
      minLength: 20,
    });
    fc.assert(
      fc.property(pattern, pattern, texts, (first, second, candidates) => {
        const names = namesOf([first, second]);
        const matchesBoth = (name: string) =>
          [first, second].every((each) => anchoredExpression(each)?.test(name));
        if (names === 'unknown') throw new Error('every one of these patterns can be judged');
        expect(names.every(matchesBoth)).toBe(true);
        const isName = (text: string) => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(text);
        if (names.length === 0)
          expect(candidates.filter((text) => isName(text) && matchesBoth(text))).toEqual([]);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { explainPattern } from './re2.ts';

describe('a pattern that RE2 takes', () => {
  it.each([
    'observer-.+',
    'observer-(blue|green)-[0-9a-f]+',
    '(?:a|b)',
    '(?P<name>a)',
    '(?i)observer',
    'a(?i:b)c',
    '\\d{1,3}\\.\\w+',
    '[]a]',
    '[^\\]]+',
    '[[:alpha:]]+',
    '[(?=]',
    '\\(\\?=',
    'a{1000}',
    'a+?',
    '',
    '옵저버-.+',
  ])('is accepted: %j', (pattern) => {
    expect(explainPattern(pattern)).toBeUndefined();
  });
});

describe('a pattern that RE2 refuses', () => {
  it.each([
    ['a(?=b)', 'has the lookaround `(?=`, which RE2 lacks'],
    ['(?!a)b', 'has the lookaround `(?!`, which RE2 lacks'],
    ['(?<=a)b', 'has the lookaround `(?<=`, which RE2 lacks'],
    ['(?<!a)b', 'has the lookaround `(?<!`, which RE2 lacks'],
    ['(a)\\1', 'has the backreference `\\1`, which RE2 lacks'],
    ['(?P<n>a)(?P=', 'has the group `(?P=`, which RE2 lacks'],
    ['(?P<가>a)', 'has the group `(?P<가>`, which RE2 lacks'],
    ['(?<n>a)', 'has the group `(?<n>`, which RE2 lacks'],
    ['(?x)a', 'has the group `(?x)`, which RE2 lacks'],
    ['a\\Z', 'has the unknown escape `\\Z`'],
    ['\\k', 'has the unknown escape `\\k`'],
    ['a\\', 'ends in a backslash'],
    ['a{1001}', 'repeats more than 1000 times with `{1001}`'],
    ['a{2,1001}', 'repeats more than 1000 times with `{2,1001}`'],
    ['(a', 'cannot be compiled: unterminated group'],
    ['a)', 'cannot be compiled: unmatched'],
    ['[a', 'cannot be compiled: unterminated character class'],
    ['[b-a]', 'cannot be compiled: range out of order in character class'],
    ['*a', 'cannot be compiled: nothing to repeat'],
    ['a**', 'cannot be compiled: nothing to repeat'],
    ['a++', 'cannot be compiled: nothing to repeat'],
    ['(?>a)', 'cannot be compiled: invalid group'],
  ])('is explained: %j %s', (pattern, expected) => {
    expect(explainPattern(pattern)).toContain(expected);
  });
});

import { expect, it } from 'vitest';
import { messages } from '../testing/findings.ts';
import { groupName } from './group-name.ts';

it('rules/group-name refuses a repeated name, and an empty one', () => {
  const groups = ['a', 'b', 'a', ''].map((name) => ({ name, interval: '1m', rules: [] }) as const);
  expect(messages(groupName, { groups })).toEqual(['two groups are named "a"', 'a group has no name']);
});

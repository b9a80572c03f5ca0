import { expect, it } from 'vitest';
import { formatPath, parsePointer, valueAt, without } from './path.ts';

it.each([
  [[], ''],
  [['grafana', 'tags', 1], 'grafana.tags[1]'],
  [['labels', 'app.kubernetes.io/name'], 'labels."app.kubernetes.io/name"'],
  [['', 'a"b'], '""."a\\"b"'],
])('the path %j is shown as %s', (path, text) => {
  expect(formatPath(path)).toBe(text);
});

it('a JSON pointer is unescaped, and only the steps into lists are numbers', () => {
  expect(parsePointer('/a~1b/~01/0', { 'a/b': { '~1': ['x'] } })).toEqual(['a/b', '~1', 0]);
  expect(parsePointer('/1/0', { 1: { 0: 'x' } })).toEqual(['1', '0']);
});

it('inherited properties are not values of the file', () => {
  expect(valueAt({}, ['constructor'])).toBeUndefined();
  expect(valueAt({ a: [1] }, ['a', 0])).toBe(1);
  expect(valueAt({ a: 1 }, ['a', 'b'])).toBeUndefined();
});

it('a copy lacks the omitted keys', () => {
  expect(without({ a: 1, b: 2 }, ['a'])).toEqual({ b: 2 });
  expect(without(null, ['a'])).toEqual({});
});

import { expect, it } from 'vitest';
import { examplePods, exampleVolumes, foreignPod, foreignVolume } from './examples.ts';
import { podPattern, volumePattern } from './kubernetes.ts';

const service = (pods: string, volumes: string) => ({ app: 'shop', selectors: { pods, volumes } });

it.each([
  [podPattern('shop'), 'shop-7c9f4d5b6-x2x9k', 'shop-7c9f4d5b6-k8d2m'],
  ['shop-[0-9]', 'shop-0', 'shop-1'],
  ['prod-shop-.+', 'prod-shop-a', 'prod-shop-b'],
  ['shop|shop-0', 'shop-0', 'shop'],
])('example pods match %s and differ', (pods, first, second) => {
  expect(examplePods(service(pods, '.+'), 2)).toEqual([first, second]);
});

it('there are no more examples than names', () => {
  expect(examplePods(service('shop-0', '.+'), 3)).toEqual(['shop-0']);
  expect(exampleVolumes(service('.+', 'stock'), 3)).toEqual(['stock']);
});

it.each([
  [volumePattern('shop', undefined), 'shop-data', 'data-shop-0', 'x-shop-data'],
  [volumePattern('shop', ['archive', 'stock']), 'shop-stock', 'shop-archive', 'x-shop-data'],
])('example volumes match %s', (volumes, first, second, foreign) => {
  const given = service('.+', volumes);
  expect(exampleVolumes(given, 1)).toEqual([first]);
  if (second !== undefined) expect(exampleVolumes(given, 2)).toContain(second);
  expect(foreignVolume(given)).toBe(foreign);
});

it('a foreign pod does not match the pattern, if such a name exists', () => {
  expect(foreignPod(service('shop-.+', '.+'))).toBe('x-shop-7c9f4d5b6-x2x9k');
  expect(foreignPod(service('.*shop.*', '.+'))).toBe('x');
  expect(foreignPod(service('.*', '.+'))).toBeUndefined();
});

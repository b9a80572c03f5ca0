import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeLayers, originOf, overlay } from './layers.ts';

const key = fc.constantFrom('a', 'b', 'c', 'operator', 'profile');
const scalar = fc.oneof(fc.constantFrom('kube-prometheus-stack', 'custom'), fc.integer(), fc.boolean());
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(scalar, { maxLength: 2 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 3 }),
  ),
}));
const layer = fc.dictionary(key, tree, { maxKeys: 4 });

describe('an overlay', () => {
  it('is idempotent', () => {
    fc.assert(
      fc.property(layer, layer, (base, over) => {
        const once = overlay(base, over);
        expect(overlay(once, over)).toEqual(once);
      }),
    );
  });

  it('over nothing is itself, and an empty one changes nothing', () => {
    fc.assert(
      fc.property(layer, (value) => {
        expect(overlay({}, value)).toEqual({ ...value });
        expect(
          mergeLayers([
            { prefix: [], value },
            ...[null, undefined, {}].map((empty) => ({ prefix: ['x'], value: empty })),
          ]),
        ).toEqual({ ...value });
      }),
    );
  });

  it('does not change the layer below', () => {
    fc.assert(
      fc.property(layer, layer, (base, over) => {
        const before = structuredClone([base, over]);
        overlay(base, over);
        expect([base, over]).toEqual(before);
      }),
    );
  });

  it.each([
    ['maps merge deeply', { a: { b: 1, c: 2 } }, { a: { b: 3 } }, { a: { b: 3, c: 2 } }],
    ['lists are replaced', { a: [1, 2] }, { a: [3] }, { a: [3] }],
    ['a map replaces a scalar', { a: 1 }, { a: { b: 2 } }, { a: { b: 2 } }],
    [
      'an operator of the same profile is merged',
      { operator: { profile: 'custom', monitorLabels: { a: 'x' } } },
      { operator: { profile: 'custom', ruleLabels: {} } },
      { operator: { profile: 'custom', monitorLabels: { a: 'x' }, ruleLabels: {} } },
    ],
    [
      'an operator of another profile replaces the block',
      { operator: { release: 'x' } },
      { operator: { profile: 'kube-prometheus' } },
      { operator: { profile: 'kube-prometheus' } },
    ],
    [
      'an operator without a profile keeps the one below',
      { operator: { profile: 'kube-prometheus', serviceAccount: 'a' } },
      { operator: { serviceAccount: 'b' } },
      { operator: { profile: 'kube-prometheus', serviceAccount: 'b' } },
    ],
  ])('merges: %s', (_, base, over, expected) => {
    expect(overlay(base, over)).toEqual(expected);
  });
});

describe('the origin of a setting', () => {
  const layers = [
    { prefix: [], value: { a: { b: 1, c: 2 } } },
    { prefix: ['environments', 'prod'], value: { a: { b: 3 } } },
    { prefix: ['services', 'x'], value: undefined },
  ];

  it.each([
    ['is the uppermost layer that has it', ['a', 'b'], 1, ['environments', 'prod', 'a', 'b'], true],
    ['is a lower layer where no upper one has it', ['a', 'c'], 0, ['a', 'c'], true],
    [
      'is the nearest block of one that is written nowhere',
      ['a', 'd'],
      1,
      ['environments', 'prod', 'a'],
      false,
    ],
    ['is the uppermost layer where there is no such block', ['d'], 1, ['environments', 'prod'], false],
  ])('%s', (_, path, number, inFile, isWritten) => {
    expect(originOf(layers, path)).toEqual({ layer: number, path: inFile, isWritten });
  });
});

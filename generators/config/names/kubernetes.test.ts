import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anchoredExpression } from '../schema/re2.ts';
import { likelyPods, likelyVolumes, podPattern, volumePattern } from './kubernetes.ts';

/** The alphabet from which Kubernetes encodes hashes and draws random suffixes. */
const SAFE = 'bcdfghjklmnpqrstvwxz2456789';

/** `rand.SafeEncodeString` of a 32-bit hash, the suffix of a ReplicaSet's name. */
const hash = fc
  .integer({ min: 1000, max: 2 ** 32 - 1 })
  .map((number) => [...String(number)].map((digit) => SAFE[digit.charCodeAt(0) % SAFE.length]).join(''));
const random = fc.string({ unit: fc.constantFrom(...SAFE), minLength: 5, maxLength: 5 });
const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const app = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('-'));
/** `names.SimpleNameGenerator`: the part before the random suffix is cut. */
const generated = (stem: string, end: string) => `${stem}-`.slice(0, 58) + end;

const podOf = (name: string) =>
  fc.oneof(
    fc.tuple(hash, random).map(([middle, end]) => generated(`${name}-${middle}`, end)),
    random.map((end) => generated(name, end)),
    fc
      .tuple(fc.integer({ min: 20_000_000, max: 40_000_000 }), random)
      .map(([minutes, end]) => generated(`${name}-${minutes}`, end)),
    fc.nat({ max: 999 }).map((ordinal) => `${name}-${ordinal}`),
  );
const volumeOf = (name: string) =>
  fc.oneof(
    word.map((volume) => `${name}-${volume}`),
    fc.tuple(word, fc.nat({ max: 999 })).map(([volume, ordinal]) => `${volume}-${name}-${ordinal}`),
  );

const matches = (pattern: string, name: string) => anchoredExpression(pattern)?.test(name);

describe('the default pods of a service', () => {
  it('are those of a workload with its name, of any kind', () => {
    const named = app.chain((name) => fc.tuple(fc.constant(name), podOf(name)));
    fc.assert(fc.property(named, ([name, pod]) => matches(podPattern(name), pod) === true));
  });

  it.each([45, 46, 47, 50, 56, 57, 58, 63])(
    'are found behind a name of %i characters, which is cut',
    (length) => {
      const name = 'a'.repeat(length);
      const pods = fc.oneof(
        fc.tuple(hash, random).map(([middle, end]) => generated(`${name}-${middle}`, end)),
        random.map((end) => generated(name, end)),
      );
      fc.assert(fc.property(pods, (pod) => matches(podPattern(name), pod) === true));
      for (const pod of likelyPods(name)) expect(matches(podPattern(name), pod)).toBe(true);
    },
  );

  it('are not those of a service whose name begins with its name', () => {
    const named = fc
      .tuple(app, word)
      // A DaemonSet `shop-bcdf` may name its pods like a Deployment `shop`: only the configuration can tell
      // them apart.
      .filter(([, end]) => !/^[0-9b-df]{4,10}$/.test(end))
      .chain(([name, end]) => fc.tuple(fc.constant(name), podOf(`${name}-${end}`)));
    fc.assert(fc.property(named, ([name, pod]) => matches(podPattern(name), pod) === false));
  });
});

describe('the default volumes of a service', () => {
  it('are claims with its name, and those of a StatefulSet', () => {
    const named = app.chain((name) => fc.tuple(fc.constant(name), volumeOf(name)));
    fc.assert(fc.property(named, ([name, claim]) => matches(volumePattern(name, undefined), claim) === true));
    for (const claim of likelyVolumes('shop')) expect(matches(volumePattern('shop', []), claim)).toBe(true);
  });

  it('are not those of another service, even if one name contains the other', () => {
    const named = fc
      .tuple(app, word, word)
      .chain(([name, before, after]) =>
        fc.tuple(
          fc.constant(name),
          fc.oneof(
            volumeOf(`${name}-${after}`),
            volumeOf(`${before}-${name}`),
            volumeOf(`${before}-${name}-${after}`),
          ),
        ),
      );
    fc.assert(
      fc.property(named, ([name, claim]) => matches(volumePattern(name, undefined), claim) === false),
    );
  });

  it.each([
    [['data'], 'shop-data'],
    [['archive', 'trade-data'], 'shop-(archive|trade-data)'],
  ])('are exactly those of the workload that is generated: %j', (volumes, pattern) => {
    expect(volumePattern('shop', volumes)).toBe(pattern);
  });
});

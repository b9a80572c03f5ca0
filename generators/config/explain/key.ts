import { nearest } from '../../base/nearest.ts';
import { isProfile } from '../defaults.ts';
import { formatPath, isMapping, type Path, valueAt } from '../document/path.ts';
import { OPERATOR_KEYS } from '../schema/operator.ts';
import type { Explanation } from './report.ts';

const REASON = 'An unknown key has no effect, so a slip in its name would leave the default in force unseen.';

/**
 * @param path of the key, in the validated data.
 * @param valid the valid keys of its block.
 * @param elsewhere full paths of all valid keys, such as `intervals.scrape`.
 */
export function explainUnknownKey(
  path: Path,
  valid: readonly string[],
  elsewhere: readonly string[],
): Explanation {
  const key = String(path.at(-1));
  const block = formatPath(path.slice(0, -1));
  const message = `\`${key}\` is not a key of ${block === '' ? 'this file' : `\`${block}\``}`;
  const explain = (remedy: string): Explanation => ({
    code: 'config/unknown-key',
    message,
    reason: REASON,
    remedy,
  });

  const near = nearest(key, valid);
  if (near !== undefined) return explain(`Did you mean \`${near}\`?`);
  if (block !== '' && elsewhere.includes(key)) return explain(`Move it out of \`${block}\`.`);
  const homes = elsewhere.filter((known) => known.endsWith(`.${key}`)).map((known) => `\`${known}\``);
  if (homes.length > 0) return explain(`Its place is ${homes.join(' or ')}.`);
  const list = valid.map((name) => `\`${name}\``).join(', ');
  return explain(valid.length === 0 ? 'Remove it.' : `Remove it; the keys here are ${list}.`);
}

/** @param path of a key of `operator` that belongs to another profile. */
export function explainForeignOperatorKey(path: Path, data: unknown): Explanation {
  const key = String(path.at(-1));
  const profile = valueAt(data, [...path.slice(0, -1), 'profile']);
  const own = isProfile(profile) ? OPERATOR_KEYS[profile] : [];
  const owner = Object.entries(OPERATOR_KEYS).find(([, keys]) => keys.includes(key))?.[0];
  return {
    code: 'config/unknown-key',
    message: `\`${key}\` does not belong to the operator profile \`${String(profile)}\``,
    reason: REASON,
    remedy: `Remove it, or write \`profile: ${owner}\`; the profile \`${String(profile)}\` has ${own
      .map((name) => `\`${name}\``)
      .join(' and ')}.`,
  };
}

/** @param parentSchema the schema of the block, which describes the key. */
export function explainMissingKey(path: Path, parentSchema: unknown): Explanation {
  const key = String(path.at(-1));
  const block = path.slice(0, -1);
  const schema = valueAt(parentSchema, ['properties', key]);
  const description = valueAt(schema, ['description']);
  const example = valueAt(schema, ['examples', 0]);
  const line = typeof example === 'string' ? `\`${key}: ${example}\`` : `\`${key}\``;
  return {
    code: 'config/value',
    message: `\`${formatPath(path)}\` is missing`,
    reason: `It has no default.${typeof description === 'string' ? ` ${description}` : ''}`,
    remedy: `Write ${isMapping(example) ? `\`${key}: ${JSON.stringify(example)}\`` : line}${
      block.length === 0 ? '' : ` under \`${formatPath(block)}\``
    }.`,
  };
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEditable } from './existing.ts';
import { codesOf, makeFolder } from './testing.ts';

describe('readEditable', () => {
  it('returns a text that is written back to the same bytes', () => {
    const text = '\uFEFF# 한글\r\nresources: []';
    expect(readEditable(makeFolder({ k: text }), 'k')).toBe(text);
  });

  it('returns nothing for a file that does not exist', () => {
    expect(readEditable(makeFolder(), 'k')).toBeUndefined();
  });

  it('refuses a file in another encoding, whose characters it would destroy', async () => {
    const folder = makeFolder();
    // 한글 in CP949
    writeFileSync(join(folder, 'k'), Buffer.from([0x23, 0x20, 0xc7, 0xd1, 0xb1, 0xdb]));
    expect(await codesOf(() => readEditable(folder, 'k'))).toEqual(['files/encoding']);
  });

  it('refuses a directory', async () => {
    expect(await codesOf(() => readEditable(makeFolder({ 'k/x': '' }), 'k'))).toEqual(['files/occupied']);
  });
});

import { expect, it } from 'vitest';
import { digestOf } from './existing.ts';
import { setOf } from './testing.ts';

it('a set of files returns the many megabytes of a fleet unchanged', () => {
  const contentOf = (service: number) => `한글 and a line of service ${service}\n`.repeat(500_000);
  const set = setOf('out', { '0/a.yaml': contentOf(0), '1/a.yaml': contentOf(1), '2/a.yaml': contentOf(2) });
  for (const [index, { content, digest }] of [...set.files].entries()) {
    expect(content().equals(Buffer.from(contentOf(index)))).toBe(true);
    expect(digest).toBe(digestOf(content()));
  }
});

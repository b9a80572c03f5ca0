import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');

const pages = [
  ...readdirSync(ROOT),
  ...readdirSync(join(ROOT, 'docs'), { encoding: 'utf8', recursive: true }).map((file) => join('docs', file)),
]
  .filter((file) => file.endsWith('.md'))
  .sort();

describe.each(pages)('the page %s', (page) => {
  it('links to files and headings that exist', () => {
    const links = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link]) => link ?? []);
    const local = links.filter((link) => !/^https?:/.test(link));
    expect(local.filter((link) => !leadsSomewhere(page, link))).toEqual([]);
  });
});

describe('the Korean README', () => {
  it('has the sections, code and tables of the English one', () => {
    expect(outlineOf(textOf('README.ko.md'))).toEqual(outlineOf(textOf('README.md')));
  });
});

function textOf(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const file = path === '' ? join(ROOT, page) : resolve(dirname(join(ROOT, page)), path);
  if (!existsSync(file)) return false;
  return anchor === undefined || anchorsOf(readFileSync(file, 'utf8')).includes(anchor);
}

/** As GitHub derives them from headings. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** What does not depend on the language: levels of headings, code without comments, rows of tables. */
function outlineOf(text: string): string[] {
  const blocks = text.split(/^(```[\s\S]*?^```)$/m);
  return blocks.flatMap((block) => {
    if (block.startsWith('```\nmetrics/')) return block.split('\n').map((line) => line.split(' ')[0] ?? '');
    if (block.startsWith('```')) return [block.replaceAll(/ +# .*$/gm, '')];
    return [...block.matchAll(/^(#+) |^\|( )/gm)].map(([, level]) => level ?? 'row');
  });
}

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECKS, runChecks, UNKNOWN_CODE } from './index.ts';
import { panelOf, serviceWith } from './testing/service.ts';

const PAGES = path.resolve(import.meta.dirname, '../../docs/checks');
const SECTIONS = ['What is wrong', 'Why it matters', 'Example', 'How to switch it off'];

/** Codes of these groups that the builder and the runner report themselves. */
const REPORTED_ELSEWHERE = [UNKNOWN_CODE, 'promql/definition'];

const codes = [...CHECKS.map((check) => check.code), ...REPORTED_ELSEWHERE];
const pageOf = (code: string) => `${code.replace('/', '-')}.md`;

describe('checks', () => {
  it('find nothing in a service that is right', () => {
    expect(runChecks(serviceWith())).toEqual({ diagnostics: [], suppressed: [], checks: CHECKS.length });
  });

  it('have codes of their own, of the form group/name', () => {
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^[a-z]+\/[a-z-]+$/);
  });

  it.each(codes)('%s has a page with the fixed sections', async (code) => {
    const page = await readFile(path.join(PAGES, pageOf(code)), 'utf8');
    expect(page.split('\n', 1)[0]).toBe(`# ${code}`);
    const headings = [...page.matchAll(/^## (.+)$/gm)].map((match) => match[1]);
    expect(headings).toEqual(SECTIONS);
  });

  it('have no page without a check', async () => {
    const groups = new Set(codes.map((code) => code.split('/')[0]));
    const pages = (await readdir(PAGES)).filter((name) => groups.has(name.split('-')[0]));
    expect(pages.sort()).toEqual(codes.map(pageOf).sort());
  });

  it('are all in the index of the pages', async () => {
    const index = await readFile(path.join(PAGES, 'README.md'), 'utf8');
    for (const code of codes) expect(index).toContain(`[${code}](${pageOf(code)})`);
  });
});

describe('runChecks', () => {
  const broken = { panels: [panelOf({ plots: [{ query: 'shop_stok' }] })] };

  it('reports with a place, a reason and a remedy', () => {
    const [diagnostic] = runChecks(serviceWith(broken)).diagnostics;
    expect(diagnostic).toMatchObject({
      code: 'promql/unknown-metric',
      severity: 'error',
      message: 'the contract has no metric "shop_stok"; did you mean shop_stock?',
      remedy: 'Write shop_stock',
      place: {
        definition: 'panel stock, target A',
        file: 'generators/checks/testing/service.ts',
        excerpt: { text: 'shop_stok', from: 0, to: 9 },
      },
    });
    expect(diagnostic?.reason).not.toBe('');
    expect(diagnostic?.place.line).toBeGreaterThan(1);
  });

  it('keeps what is switched off apart, with the reason that the configuration gives', () => {
    const disabledChecks = { 'promql/unknown-metric': 'comes with the next release' };
    const { diagnostics, suppressed } = runChecks(serviceWith({ ...broken, config: { disabledChecks } }));
    expect(diagnostics).toEqual([]);
    expect(suppressed).toMatchObject([
      { code: 'promql/unknown-metric', because: 'comes with the next release' },
    ]);
  });

  it.each([
    ['promql/unknwon-metric', 'Write "promql/unknown-metric"'],
    ['nothing/like-it-at-all-anywhere', 'Remove the entry; docs/checks lists the codes'],
    ['toString', 'Remove the entry; docs/checks lists the codes'],
  ])('refuses the unknown code %s', (code, remedy) => {
    const { diagnostics } = runChecks(serviceWith({ config: { disabledChecks: { [code]: 'why' } } }));
    expect(diagnostics).toMatchObject([{ code: 'checks/unknown-code', severity: 'error', remedy }]);
  });
});

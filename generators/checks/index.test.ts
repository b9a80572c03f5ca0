import { describe, expect, it } from 'vitest';
import { CHECKS, runChecks } from './index.ts';
import { panelOf, serviceWith } from './testing/service.ts';

const codes = CHECKS.map((check) => check.code);

describe('checks', () => {
  it('find nothing in a correct service', () => {
    expect(runChecks(serviceWith())).toEqual({ diagnostics: [], suppressed: [], checks: CHECKS.length });
  });

  it('have unique codes of the form group/name', () => {
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^[a-z]+\/[a-z-]+$/);
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
        definition: 'signal stock, in panel stock, target A',
        file: 'generators/checks/testing/service.ts',
        excerpt: { text: 'shop_stok', from: 0, to: 9 },
      },
    });
    expect(diagnostic?.reason).not.toBe('');
    expect(diagnostic?.place.line).toBeGreaterThan(1);
  });

  it('returns findings of disabled checks separately, with the configured reason', () => {
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

import { describe, expect, it } from 'vitest';
import { messages } from '../testing/findings.ts';
import { alertOf } from '../testing/service.ts';
import { runbook } from './runbook.ts';

const said = (annotations: Readonly<Record<string, string>>) =>
  messages(runbook, { rules: [alertOf({ annotations })] });

describe('alert/runbook', () => {
  it.each([
    ['docs/ShopOutOfStock.md', 'is not an http(s) URL'],
    ['ftp://example.com/ShopOutOfStock.md', 'is not an http(s) URL'],
    ['https://example.com/', 'does not end in /ShopOutOfStock.md'],
    ['https://example.com/shopoutofstock.md', 'does not end in /ShopOutOfStock.md'],
  ])('refuses %s', (url, problem) => {
    expect(said({ runbook_url: url })).toEqual([`the annotation runbook_url ${problem}`]);
  });

  it('refuses an alert without a runbook', () => {
    expect(said({})).toEqual(['the annotation runbook_url is missing']);
  });

  it('accepts an address with a fragment', () => {
    expect(said({ runbook_url: 'https://example.com/a/ShopOutOfStock.md#look' })).toEqual([]);
  });
});

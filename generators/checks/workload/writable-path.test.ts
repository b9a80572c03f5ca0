import { describe, expect, it } from 'vitest';
import { said } from '../testing/workload.ts';
import { writablePath } from './writable-path.ts';

const withVariable = (name: string, value: string) =>
  said(writablePath, { settings: { environment: { [name]: value } } });

describe('workload/writable-path', () => {
  it.each([
    ['below a volume', 'SHOP_STOCK_DIR', '/var/lib/shop/a/b'],
    ['a volume itself', 'SHOP_STOCK_DIR', '/var/lib/shop'],
    ['below the scratch space', 'SHOP_SCRATCH_DIRECTORY', '/tmp/x'],
    ['of a variable that names no directory', 'SHOP_HOME', '/nowhere'],
  ])('takes a path %s', (_, name, value) => {
    expect(withVariable(name, value)).toEqual([]);
  });

  it.each(['/data', '/var/lib/shopping', '/var/lib/shop/../x', 'var/lib/shop'])('finds %s', (value) => {
    expect(withVariable('SHOP_STOCK_DIR', value)).toEqual([
      `SHOP_STOCK_DIR is ${value}, which is not on a writable volume (/var/lib/shop, /tmp)`,
    ]);
  });

  it('finds nothing if the root file system is writable', () => {
    const edits = [['"readOnlyRootFilesystem":true', '"readOnlyRootFilesystem":false']] as const;
    expect(said(writablePath, { settings: { environment: { SHOP_STOCK_DIR: '/data' } } }, edits)).toEqual([]);
  });
});

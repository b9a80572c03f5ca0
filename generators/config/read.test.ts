import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../tests/support/temporary-directory.ts';
import { DiagnosticError } from '../base/diagnostic.ts';
import { explainReadError, readConfiguration } from './read.ts';
import { load } from './test-configuration.ts';

describe('the configuration file', () => {
  it('is read as text', async () => {
    const file = join(await temporaryDirectory(), 'a.yaml');
    await writeFile(file, 'app: 옵저버\n');
    expect(await readConfiguration(file)).toBe('app: 옵저버\n');
  });

  it.each([
    ['does not exist', 'none.yaml', 'does not exist', '--config'],
    ['stands under a file', 'text.yaml/a.yaml', 'does not exist', '--config'],
    ['is a directory', 'directory', 'is a directory', 'Name the file in it'],
    ['is not UTF-8', 'binary.yaml', 'is not UTF-8', 'Save it as UTF-8'],
    ['is empty', 'empty.yaml', 'is empty', 'app: my-service'],
  ])('that %s is refused', async (_, name, message, remedy) => {
    const folder = await temporaryDirectory();
    await mkdir(join(folder, 'directory'));
    await writeFile(join(folder, 'text.yaml'), 'app: a\n');
    await writeFile(join(folder, 'binary.yaml'), Uint8Array.of(0x61, 0xff, 0xfe));
    await writeFile(join(folder, 'empty.yaml'), ' \n');
    const failure: unknown = await readConfiguration(join(folder, name)).catch((error: unknown) => error);
    if (!(failure instanceof DiagnosticError)) throw failure;
    expect(failure.diagnostics).toMatchObject([
      {
        code: 'config/unreadable',
        place: { file: join(folder, name) },
        message: expect.stringContaining(message),
        remedy: expect.stringContaining(remedy),
      },
    ]);
  });

  it('can be created as the remedy says, if it is missing', async () => {
    const [, remedy] = explainReadError('observability.yaml', 'ENOENT');
    const text = remedy.slice(remedy.indexOf('\n') + 1);
    expect(load(text).services.map(({ app }) => app)).toEqual(['my-service']);
  });
});

// Not tested on a real file, because root, which often runs tests in containers, may read everything.
it.each([
  ['EACCES', 'may not be read', 'chmod u+r a.yaml'],
  ['EPERM', 'may not be read', 'chmod u+r a.yaml'],
  ['EIO', 'cannot be read (EIO)', 'Check the path'],
])('the system error %s is explained', (code, message, remedy) => {
  const explained = explainReadError('a.yaml', code);
  expect(explained[0]).toContain(message);
  expect(explained[1]).toContain(remedy);
});

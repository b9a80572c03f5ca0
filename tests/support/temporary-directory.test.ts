import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { temporaryDirectory } from './temporary-directory.ts';

let ofTheFile = '';
let ofTheFirstTest = '';

beforeAll(async () => {
  ofTheFile = await temporaryDirectory();
});

test('every call gives another empty folder', async () => {
  ofTheFirstTest = await temporaryDirectory();
  await writeFile(path.join(ofTheFirstTest, 'file'), '');

  expect(await temporaryDirectory()).not.toBe(ofTheFirstTest);
});

test('a folder of a test is gone after it, one of beforeAll stays for the whole file', () => {
  expect(existsSync(ofTheFirstTest)).toBe(false);
  expect(existsSync(ofTheFile)).toBe(true);
});

import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { PROGRAM_NAMES } from './fetch/catalogue.ts';
import { describeMissing } from './fetch/describe-missing.ts';
import { provideTools } from './fetch/provide-tools.ts';

/** Runs once before all tests: fetches the programs they need, and tells them what could not be had. */
export default async function setup(project: TestProject): Promise<void> {
  const { missing } = await provideTools(PROGRAM_NAMES, {
    toolsDirectory: path.join(project.config.root, '.tools'),
    environment: process.env,
  });
  process.stderr.write(describeMissing(missing));
  project.provide(
    'missingTools',
    Object.fromEntries([...missing].map(([name, { message }]) => [name, message])),
  );
}

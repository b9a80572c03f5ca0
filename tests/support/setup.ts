import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { fetchTools } from './fetch/fetch-tools.ts';

/** Runs once before all tests: fetches the programs they need, and tells them what could not be had. */
export default async function setup(project: TestProject): Promise<void> {
  const missing = await fetchTools({
    toolsDirectory: path.join(project.config.root, '.tools'),
    tell: (line) => process.stderr.write(`${line}\n`),
  });
  project.provide('missingTools', Object.fromEntries(missing));
}

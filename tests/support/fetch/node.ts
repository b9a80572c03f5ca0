import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { outputOf } from './output-of.ts';

/** The versions that the project supports beside the oldest, which runs the tests. */
export const NODE_MAJORS = [22, 24] as const;

export type NodeMajor = (typeof NODE_MAJORS)[number];

/** How it is named where it is missing. */
export function nodeTitle(major: NodeMajor): string {
  return `node ${major}`;
}

/** Where a Node is, whether it was fetched or not. */
export function nodeProgram(toolsDirectory: string, major: NodeMajor): string {
  return path.join(toolsDirectory, `node-${major}/bin/node`);
}

export function isNodeFetched(toolsDirectory: string, major: NodeMajor): boolean {
  return existsSync(nodeProgram(toolsDirectory, major));
}

/**
 * Fetches a Node by npm: the package of this platform itself, since the package `node` has nothing but a script that
 * installs it.
 *
 * @returns its version
 */
export async function fetchNode(major: NodeMajor, scratch: string, toolsDirectory: string): Promise<string> {
  const name = `node-${process.platform}-${process.arch}`;
  const prefix = path.join(scratch, `node-${major}`);
  const options = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'];
  await outputOf('npm', ['install', '--prefix', prefix, ...options, `${name}@${major}`]);
  const unpacked = path.join(prefix, 'node_modules', name);
  const version = await outputOf(path.join(unpacked, 'bin/node'), ['--version']);
  await rename(unpacked, path.join(toolsDirectory, `node-${major}`));
  return version;
}

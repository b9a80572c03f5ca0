import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Apt, openApt } from './apt.ts';
import { programsOf, RELEASES, type Release, SUITES, TOOLS, type Tool, titleOf } from './catalogue.ts';
import { fetchedFolder, installedProgram, programIn } from './find.ts';
import { withLock } from './lock.ts';
import { fetchNode, isNodeFetched, NODE_MAJORS, nodeTitle } from './node.ts';
import { versionOf } from './version-of.ts';

export interface FetchOptions {
  /** Each tool is a folder in it, which is there as a whole or not at all. */
  readonly toolsDirectory: string;
  /** Is told what is fetched, and what could not be. */
  readonly tell: (line: string) => void;
}

interface Item {
  /** `prometheus (newest)` */
  readonly title: string;
  isPresent(): boolean;
  /** @throws Error that says why it could not be had */
  fetch(scratch: string, apt: () => Promise<Apt>): Promise<void>;
}

const SCRATCH_PREFIX = '.fetch-';

/**
 * Fetches what is not in the tools folder yet. What cannot be had is no error here: the tests that need it decide what
 * that means. Of two runs at once one fetches, and the other waits for it.
 *
 * @returns by title, such as `prometheus (newest)`, why it could not be had
 */
export async function fetchTools(options: FetchOptions): Promise<ReadonlyMap<string, string>> {
  const { toolsDirectory, tell } = options;
  const failures = new Map<string, string>();
  const items = { debian: debianItems(options), node: nodeItems(options) };
  const absent = (from: readonly Item[] = [...items.debian, ...items.node]) =>
    from.filter((item) => !item.isPresent());
  if (absent().length === 0) return failures;
  try {
    await mkdir(toolsDirectory, { recursive: true });
    await withLock(path.join(toolsDirectory, '.lock'), async () => {
      await removeScratch(toolsDirectory);
      const scratch = await mkdtemp(path.join(toolsDirectory, SCRATCH_PREFIX));
      let opened: Promise<Apt> | undefined;
      const apt = () => (opened ??= openApt(scratch));
      try {
        const inTurn = async (some: readonly Item[]) => {
          for (const { title, fetch } of absent(some)) {
            await fetch(scratch, apt).catch((error: unknown) => failures.set(title, messageOf(error)));
          }
        };
        await Promise.all([inTurn(items.debian), inTurn(items.node)]);
      } finally {
        await removeScratch(toolsDirectory);
      }
    });
  } catch (error) {
    for (const { title } of absent()) failures.set(title, messageOf(error));
  }
  for (const reason of new Set(failures.values())) {
    const titles = [...failures.keys()].filter((title) => failures.get(title) === reason);
    tell(`MISSING ${titles.join(', ')}: ${reason}. Run "npm run tools" again, or put the programs on PATH`);
  }
  return failures;
}

function debianItems(options: FetchOptions): readonly Item[] {
  return TOOLS.flatMap((tool) =>
    RELEASES.filter((release) => tool.packages[release] !== undefined).map((release) => ({
      title: titleOf(tool, release),
      isPresent: () =>
        fetchedFolder(options.toolsDirectory, tool, release) !== undefined || isInstalled(tool),
      fetch: async (_: string, apt: () => Promise<Apt>) => fetchTool(tool, release, await apt(), options),
    })),
  );
}

function nodeItems({ toolsDirectory, tell }: FetchOptions): readonly Item[] {
  return NODE_MAJORS.map((major) => ({
    title: nodeTitle(major),
    isPresent: () => isNodeFetched(toolsDirectory, major),
    fetch: async (scratch: string) => tell(`node ${await fetchNode(major, scratch, toolsDirectory)}`),
  }));
}

/** One that is needed in a single version is taken as it is installed. */
function isInstalled(tool: Tool): boolean {
  const isSingle = tool.packages.oldest === undefined || tool.packages.newest === undefined;
  return isSingle && programsOf(tool).every((program) => installedProgram(program) !== undefined);
}

async function fetchTool(
  tool: Tool,
  release: Release,
  apt: Apt,
  { toolsDirectory, tell }: FetchOptions,
): Promise<void> {
  const reasons: string[] = [];
  for (const suite of SUITES[release]) {
    const folder = `${tool.name}-${suite}`;
    const unpacked = path.join(toolsDirectory, SCRATCH_PREFIX + folder);
    try {
      await mkdir(unpacked);
      await apt.unpack(tool.packages[release] ?? [], suite, unpacked);
      const version = await startAll(tool, unpacked);
      await rename(unpacked, path.join(toolsDirectory, folder));
      for (const reason of reasons) tell(`WARNING ${titleOf(tool, release)} is not that of ${reason}`);
      tell(`${tool.name} ${version} (${suite})`);
      return;
    } catch (error) {
      reasons.push(`${suite}: ${messageOf(error)}`);
    }
  }
  throw new Error(reasons.join('; '));
}

/** Starts each program of a tool. @returns the version of the first */
async function startAll(tool: Tool, folder: string): Promise<string> {
  const versions = await Promise.all(
    programsOf(tool).map((program) => {
      const file = programIn(folder, program);
      if (file === undefined) throw new Error(`no program ${program.executables[0]} in its packages`);
      return versionOf(file, program);
    }),
  );
  return versions[0] ?? '';
}

/** Called under the lock, where every scratch folder belongs to a run that was killed or is over. */
async function removeScratch(toolsDirectory: string): Promise<void> {
  for (const name of await readdir(toolsDirectory)) {
    if (name.startsWith(SCRATCH_PREFIX)) {
      await rm(path.join(toolsDirectory, name), { recursive: true, force: true });
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

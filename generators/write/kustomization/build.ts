import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadAll } from 'js-yaml';
import { type Fields, fieldsAt } from '../../checks/kubernetes/manifests.ts';
import { isMapping } from '../../config/document/path.ts';
import { findTool } from '../../promtool/find.ts';
import type { FutureFiles } from './future-files.ts';
import type { Tree } from './tree.ts';

/** kustomize, standalone or inside kubectl. */
export interface Kustomize {
  readonly path: string;
  readonly args: readonly string[];
  /** Time limit in seconds; 20 by default. */
  readonly timeoutSeconds?: number;
}

export type Build =
  | { readonly objects: readonly BuiltObject[]; readonly failure?: undefined }
  | { readonly failure: string; readonly isTooSlow: boolean; readonly objects?: undefined };

export interface BuiltObject {
  readonly object: Fields;
  /** The `app` of the service that it was generated for. */
  readonly generatedFor?: string;
}

/** Marks the service of a generated object in the copy. */
const APP = 'observability-as-code/app';

export async function findKustomize(): Promise<Kustomize | undefined> {
  const kustomize = await findTool('kustomize');
  if (kustomize !== undefined) return { path: kustomize.path, args: ['build'] };
  const kubectl = await findTool('kubectl');
  return kubectl === undefined ? undefined : { path: kubectl.path, args: ['kustomize'] };
}

/** Builds a copy of a tree elsewhere, so that the user's files are not touched and nothing is fetched. */
export async function build(
  kustomize: Kustomize,
  directory: string,
  tree: Tree,
  files: FutureFiles,
): Promise<Build> {
  const scratch = mkdtempSync(join(tmpdir(), 'oac-kustomize-'));
  try {
    for (const file of tree.files) {
      const copy = join(scratch, file);
      mkdirSync(dirname(copy), { recursive: true });
      const app = tree.generated.get(file);
      writeFileSync(copy, app === undefined ? files.read(file) : marked(files.text(file), app));
    }
    const { stdout, failure, isTooSlow } = await run(kustomize, join(scratch, directory), scratch);
    if (failure !== undefined) return { failure: failure.replaceAll(scratch, ''), isTooSlow };
    return { objects: loadAll(stdout).filter(isMapping).map(unmarked) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The objects of a generated file with their service, without long texts, which kustomize only passes on. */
function marked(text: string, app: string): string {
  const objects = loadAll(text).map((object) => {
    if (!isMapping(object) || !isMapping(object.metadata)) return object;
    const annotations = { ...fieldsAt(object, 'metadata', 'annotations'), [APP]: app };
    const data = fieldsAt(object, 'data');
    return {
      ...object,
      metadata: { ...object.metadata, annotations },
      ...(data === undefined ? {} : { data: Object.fromEntries(Object.entries(data).map(withoutLongText)) }),
    };
  });
  return objects.map((object) => JSON.stringify(object)).join('\n---\n');
}

const LONG_TEXT = 10_000;

function withoutLongText([key, value]: readonly [string, unknown]): readonly [string, unknown] {
  return [key, typeof value === 'string' && value.length > LONG_TEXT ? '' : value];
}

function unmarked(object: Fields): BuiltObject {
  const app = fieldsAt(object, 'metadata', 'annotations')?.[APP];
  return typeof app === 'string' ? { object, generatedFor: app } : { object };
}

interface Output {
  readonly stdout: string;
  readonly failure?: string;
  readonly isTooSlow: boolean;
}

function run(
  { path, args, timeoutSeconds = 20 }: Kustomize,
  directory: string,
  home: string,
): Promise<Output> {
  return new Promise((resolve) => {
    const child = spawn(path, [...args, directory], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // Without PATH there is no git for fetching, and the proxy does not exist.
      env: { HOME: home, PATH: '', KUBECONFIG: '/dev/null', HTTP_PROXY: NOWHERE, HTTPS_PROXY: NOWHERE },
      // Its own process group, because kubectl may be a wrapper.
      detached: true,
    });
    let isTooSlow = false;
    const timer = setTimeout(() => {
      isTooSlow = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, timeoutSeconds * 1000);
    const texts = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        texts[stream] += text;
      });
    }
    const end = (failure: string | undefined) => {
      clearTimeout(timer);
      const { stdout } = texts;
      resolve(failure === undefined ? { stdout, isTooSlow } : { stdout, failure, isTooSlow });
    };
    child.once('error', ({ message }) => end(message));
    child.once('close', (code) => {
      if (isTooSlow) end(`it takes longer than ${timeoutSeconds} seconds`);
      else end(code === 0 ? undefined : reasonIn(texts.stderr));
    });
  });
}

const NOWHERE = 'http://127.0.0.1:9';

/** The message of kustomize without warnings, extracted from newer kubectl's log line. */
function reasonIn(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const text = lines.join(' ').trim();
  return (/err="((?:[^"\\]|\\.)*)"/.exec(text)?.[1]?.replaceAll('\\"', '"') ?? text).replace(/^error: /i, '');
}

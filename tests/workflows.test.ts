import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { load } from 'js-yaml';
import { beforeAll, describe, expect, test } from 'vitest';
import { type JsonObject, object, objectAt, objectsAt, textAt } from './support/json.ts';
import { run } from './support/run.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';
import { requireTool } from './support/tools.ts';
import { ROOT } from './support/workspace.ts';

const DIRECTORY = path.join(ROOT, '.github/workflows');

const workflows = readdirSync(DIRECTORY)
  .filter((file) => /\.ya?ml$/.test(file))
  .map((file) => ({ file, workflow: object(load(readFileSync(path.join(DIRECTORY, file), 'utf8'))) }));

const jobsOf = (workflow: JsonObject): readonly JsonObject[] =>
  Object.entries(objectAt(workflow, 'jobs')).map(([name, job]) => ({ ...object(job), name }));

const stepsOf = (workflow: JsonObject): readonly JsonObject[] =>
  jobsOf(workflow).flatMap((job) => (job.steps === undefined ? [] : objectsAt(job, 'steps')));

const scriptsOf = (workflow: JsonObject) =>
  stepsOf(workflow).flatMap(({ run: script }) => (typeof script === 'string' ? [script] : []));

const packageScripts = Object.keys(
  objectAt(object(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'))), 'scripts'),
);

test('there are workflows for the tests and for the image', () => {
  expect(workflows.map(({ file }) => file)).toEqual(
    expect.arrayContaining(['ci.yml', 'observer-image.yaml']),
  );
});

describe.each(workflows)('the workflow $file', ({ workflow }) => {
  test('says what it may do, and each job gets no more than it needs', () => {
    expect(Object.keys(workflow)).toContain('permissions');
    const granted = [workflow, ...jobsOf(workflow)].flatMap((one) =>
      'permissions' in one ? Object.entries(object(one.permissions)) : [],
    );
    expect(granted.map(([scope, access]) => `${scope}: ${String(access)}`)).toEqual(
      expect.not.arrayContaining([
        expect.stringMatching(/^(contents|actions|id-token|pull-requests): write$/),
      ]),
    );
  });

  test('is not started by strangers with its secrets', () => {
    expect(Object.keys(objectAt(workflow, 'on'))).toEqual(
      expect.not.arrayContaining(['pull_request_target', 'workflow_run', 'issue_comment']),
    );
  });

  test('uses actions of a version', () => {
    const used = [...stepsOf(workflow), ...jobsOf(workflow)].flatMap(({ uses }: JsonObject) => uses ?? []);
    expect(used.length).toBeGreaterThan(0);
    for (const action of used) {
      expect(action).toMatch(/^(\.\/\S+|[\w-]+\/[\w-]+@(v\d+(\.\d+)*|[0-9a-f]{40}))$/);
      if (String(action).startsWith('./')) expect(existsSync(path.join(ROOT, String(action)))).toBe(true);
    }
  });

  test('runs scripts that exist, written in shell that parses, with nothing pasted into them', () => {
    for (const script of scriptsOf(workflow)) {
      // A branch or a title may hold a command; an environment variable does not run.
      expect(script).not.toContain('${{');
      expect(() => execFileSync('bash', ['-n', '-c', script])).not.toThrow();
      for (const [, name = ''] of script.matchAll(/npm run ([\w:-]+)/g))
        expect(packageScripts).toContain(name);
      for (const [, file = ''] of script.matchAll(/\bnode (\S+\.m?js)/g)) {
        expect(existsSync(path.join(ROOT, file)), file).toBe(true);
      }
    }
  });

  test('reads outputs of jobs that it waits for', () => {
    const jobs = new Map(jobsOf(workflow).map((job) => [textAt(job, 'name'), job]));
    for (const job of jobs.values()) {
      const needs = [job.needs ?? []].flat();
      for (const [, name = '', output = ''] of JSON.stringify(job).matchAll(
        /needs\.([\w-]+)\.outputs\.([\w-]+)/g,
      )) {
        expect(needs).toContain(name);
        expect(Object.keys(objectAt(jobs.get(name) ?? {}, 'outputs'))).toContain(output);
      }
    }
  });
});

describe('the image', () => {
  const build = stepsOf(workflows.find(({ file }) => file === 'observer-image.yaml')?.workflow ?? {}).find(
    ({ id }) => id === 'push',
  );

  test('is built for both platforms, and says of what and how', () => {
    expect(objectAt(object(build), 'with')).toMatchObject({
      platforms: 'linux/amd64,linux/arm64',
      provenance: 'mode=max',
      sbom: true,
    });
    expect(existsSync(path.join(ROOT, 'Dockerfile'))).toBe(true);
  });
});

describe('what proposes the image to the deployment repository', () => {
  const DIGEST = `sha256:${'5a'.repeat(32)}`;
  let directory: string;
  let asked: string;
  const environment = {
    IMAGE: `ghcr.io/example/observer:build-20260106-090000@${DIGEST}`,
    DIGEST,
    DIRECTORY: 'base',
    TAG: 'build-20260106-090000',
    SOURCE: 'https://example.com/commit/1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
  };

  const git = (...args: string[]) =>
    execFileSync('git', ['-C', path.join(directory, 'deployment'), ...args], { encoding: 'utf8' });

  /** The script of a step, as the runner runs it. */
  async function step(name: string, changes: Readonly<Record<string, string>> = {}) {
    const found = stepsOf(workflows.find(({ file }) => file === 'observer-image.yaml')?.workflow ?? {}).find(
      (one) => one.name === name,
    );
    const script = textAt(object(found), 'run');
    const cwd = found?.['working-directory'] === undefined ? directory : path.join(directory, 'deployment');
    const kubectl = path.dirname(await requireTool('kubectl'));
    const PATH = [path.join(directory, 'tools'), kubectl, process.env.PATH].join(path.delimiter);
    return await run('bash', ['-e', '-o', 'pipefail', '-c', script], {
      cwd,
      env: { ...environment, PATH, ...changes },
    });
  }

  beforeAll(async () => {
    directory = await temporaryDirectory();
    asked = path.join(directory, 'asked');
    const origin = path.join(directory, 'origin.git');
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', origin]);
    execFileSync('git', ['clone', '--quiet', origin, path.join(directory, 'deployment')], {
      stdio: 'ignore',
    });
    await cp(path.join(ROOT, 'tests/fixtures/deployment/base'), path.join(directory, 'deployment/base'), {
      recursive: true,
    });
    git('add', '--all');
    git('-c', 'user.name=x', '-c', 'user.email=x@example.com', 'commit', '--quiet', '--message', 'first');
    git('push', '--quiet', 'origin', 'HEAD:main');
    // The runner has the project as its working directory, and gh.
    const manifest = JSON.stringify({
      scripts: { image: `node ${path.join(ROOT, 'generators/bin/oac.js')} image` },
    });
    await writeFile(path.join(directory, 'package.json'), manifest);
    await mkdir(path.join(directory, 'tools'));
    const gh = path.join(directory, 'tools/gh');
    await writeFile(gh, `#!/bin/sh\nprintf '%s\\n' "$@" > ${asked}\n`);
    await chmod(gh, 0o755);
  });

  test('writes tag and digest, sees them arrive, and opens a pull request that changes nothing else', async () => {
    for (const name of ['write the version', 'see that it arrives', 'open a pull request']) {
      const { code, stderr } = await step(name);
      expect({ name, code, stderr: code === 0 ? '' : stderr }).toEqual({ name, code: 0, stderr: '' });
    }

    expect(await readFile(asked, 'utf8')).toContain('observer/build-20260106-090000');
    const changed = git('diff', '--unified=0', 'origin/main', 'origin/observer/build-20260106-090000');
    expect(changed.match(/^[-+](?![-+]).*/gm)).toEqual([
      '-    newTag: build-20260105-091500',
      `+    digest: ${DIGEST}`,
      '+    newTag: build-20260106-090000',
    ]);
  });

  test('fails if the deployment runs an image with another name', async () => {
    expect(await step('see that it arrives', { DIGEST: `sha256:${'0'.repeat(64)}` })).toMatchObject({
      code: 1,
    });
  });
});

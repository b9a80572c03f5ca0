import { copyFile, cp, symlink } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { object, objectsAt, textAt } from '../support/json.ts';
import { run } from '../support/run.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { requireTool } from '../support/tools.ts';
import {
  configurationWith,
  definitions,
  makeWorkspace,
  oac,
  ROOT,
  type Workspace,
} from '../support/workspace.ts';

/** Only the heartbeat is tried: what promtool makes of the scenarios of all alerts is proven on the committed files. */
const withScenarios = (ofTheWatchdog: string) => `const narrowed = (rule) => {
  if (rule.kind !== 'alert') return { ...rule, scenarios: [] };
  const { boundaryTests, ...alert } = rule;
  return { ...alert, scenarios: rule.name === 'ObserverWatchdog' ? ${ofTheWatchdog} : [] };
};
export default {
  ...project,
  rules: (config) => project.rules(config).map((group) => ({ ...group, rules: group.rules.map(narrowed) })),
};`;

const EXAMPLE = path.join(ROOT, 'examples/checkout-api');

let sound: Workspace;
let wrong: Workspace;

beforeAll(async () => {
  sound = await workspaceWith(withScenarios('rule.scenarios'));
  // It always fires, and here its scenario says that it does not.
  wrong = await workspaceWith(
    withScenarios("rule.scenarios.map((one) => ({ ...one, expect: [{ at: '5m', firing: [] }] }))"),
  );
});

async function workspaceWith(body: string) {
  return makeWorkspace({
    'observability.ts': definitions(body),
    'observability.yaml': await configurationWith({
      checks: { disabled: { 'alert/scenario': 'most of them are left out here' } },
    }),
  });
}

describe('oac test', () => {
  test('runs the scenarios with promtool, and writes nothing', async () => {
    const promtool = await requireTool('promtool');
    const { oac, tree } = sound;

    const { code, stdout } = await oac(['test']);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^prod: 1 scenario of \d+ alerts passed \(/);
    expect(stdout).toContain(`(${promtool})\n`);
    expect(Object.keys(await tree()).sort()).toEqual(['observability.ts', 'observability.yaml']);
  });

  test("a scenario that does not hold is exit code 1, in promtool's own words", async () => {
    await requireTool('promtool');
    const { oac } = wrong;

    const { code, stdout, stderr } = await oac(['test', '--json']);

    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const diagnostics = objectsAt(object(JSON.parse(stdout)), 'diagnostics');
    expect(diagnostics).toMatchObject([
      { code: 'promtool/test-rules', file: 'prometheus/observer-heartbeat.test.yaml' },
    ]);
    expect(textAt(object(diagnostics[0]), 'message')).toMatch(/alertname: ?ObserverWatchdog, time: 5m/);
  });
});

describe('oac generate', () => {
  test('proves the rules with promtool, and remembers what it has proven', async () => {
    await requireTool('promtool');
    const { oac } = sound;

    const first = await oac(['generate', '--json']);
    const second = await oac(['generate', '--json']);

    expect([first.code, second.code]).toEqual([0, 0]);
    expect(['passed', 'remembered']).toContain(object(JSON.parse(first.stdout)).promtool);
    expect(object(JSON.parse(second.stdout)).promtool).toBe('remembered');
  });

  test('writes nothing if a scenario fails', async () => {
    await requireTool('promtool');
    const { oac, tree } = wrong;

    const { code, stdout, stderr } = await oac(['generate']);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('error  promtool/test-rules  prometheus/observer-heartbeat.test.yaml');
    expect(stderr).toMatch(/nothing was written\n$/);
    expect(Object.keys(await tree()).sort()).toEqual(['observability.ts', 'observability.yaml']);
  });
});

describe('without promtool', () => {
  /** The package as installed without any tools, and a PATH that has none. */
  async function bareInstallation() {
    const directory = await temporaryDirectory();
    await oac(['--help']); // Builds the library, if need be.
    const library = path.join(directory, 'node_modules/observability-as-code');
    for (const part of ['bin', 'dist', 'package.json'])
      await cp(path.join(ROOT, 'generators', part), path.join(library, part), { recursive: true });
    await symlink(path.join(ROOT, 'node_modules/jiti'), path.join(directory, 'node_modules/jiti'));
    for (const part of ['dashboard', 'metrics', 'observability', 'rules', 'signals'].map(
      (name) => `${name}.ts`,
    ))
      await copyFile(path.join(EXAMPLE, part), path.join(directory, part));
    await copyFile(path.join(EXAMPLE, 'observability.yaml'), path.join(directory, 'observability.yaml'));
    return {
      oac: (...args: readonly string[]) =>
        run(process.execPath, [path.join(library, 'bin/oac.js'), ...args], {
          cwd: directory,
          env: { PATH: '' },
        }),
    };
  }

  test('test refuses to pretend, and generate says that the scenarios were not run', async () => {
    const { oac } = await bareInstallation();

    const tested = await oac('test');
    const generated = await oac('generate');

    expect({ code: tested.code, stdout: tested.stdout }).toEqual({ code: 2, stdout: '' });
    expect(tested.stderr).toContain('error  tools/missing');
    expect(tested.stderr).toContain('promtool is neither on PATH nor in .tools');
    expect(tested.stderr).toContain('fix: Put promtool on PATH; ');
    expect(generated.code).toBe(0);
    expect(generated.stderr).toContain('scenarios not run: promtool is not installed');
  });
});

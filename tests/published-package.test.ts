import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { NODE_MAJORS, nodeProgram } from './support/fetch/node.ts';
import { object, objectsAt } from './support/json.ts';
import { type RunResult, run } from './support/run.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';
import { isContinuousIntegration, requireTool } from './support/tools.ts';
import { makeWorkspace, ROOT } from './support/workspace.ts';

const EXAMPLE = path.join(ROOT, 'examples/checkout-api');

/** The example in a folder of its own, in which the packed library is installed. */
let project: string;
let library: string;

beforeAll(async () => {
  project = path.join(await temporaryDirectory(), 'checkout-api');
  const isOfSources = (file: string) => !/\/(node_modules|out)$/.test(file);
  await cp(EXAMPLE, project, { recursive: true, filter: isOfSources });
  const manifest = object(JSON.parse(await readFile(path.join(project, 'package.json'), 'utf8')));
  const devDependencies = { 'observability-as-code': `file:${await packed()}` };
  await writeFile(path.join(project, 'package.json'), JSON.stringify({ ...manifest, devDependencies }));
  await succeed('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], project);
  library = path.join(project, 'node_modules/observability-as-code');
}, 300_000);

/** Packs a copy, because packing builds, and other tests run what was built. @returns the tarball */
async function packed(): Promise<string> {
  const directory = await temporaryDirectory();
  const copy = path.join(directory, 'generators');
  const isSource = (file: string) => !/\/(dist|node_modules)$/.test(file);
  await cp(path.join(ROOT, 'generators'), copy, { recursive: true, filter: isSource });
  await cp(path.join(ROOT, 'tsconfig.json'), path.join(directory, 'tsconfig.json'));
  await symlink(path.join(ROOT, 'node_modules'), path.join(directory, 'node_modules'));
  const bin = path.join(ROOT, 'node_modules/.bin');
  const { stdout } = await succeed('npm', ['pack', '--json'], copy, {
    PATH: `${bin}${path.delimiter}${process.env.PATH}`,
  });
  const [tarball] = objectsAt({ all: JSON.parse(stdout.slice(stdout.indexOf('[\n'))) }, 'all');
  return path.join(copy, String(tarball?.filename));
}

async function succeed(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<RunResult> {
  const result = await run(command, args, { cwd, env, timeout: 240_000 });
  expect(result, `${command} ${args.join(' ')}\n${result.stdout}${result.stderr}`).toMatchObject({ code: 0 });
  return result;
}

const NODES = [
  { name: `Node ${process.versions.node}`, program: process.execPath },
  ...NODE_MAJORS.map((major) => ({
    name: `Node ${major}`,
    program: nodeProgram(path.join(ROOT, '.tools'), major),
  })),
];

const oac = (node: string, args: readonly string[], cwd: string) =>
  run(node, [path.join(library, 'bin/oac.js'), ...args], { cwd, timeout: 120_000 });

describe('the published package', () => {
  it('holds the library, its licences and the template, and nothing of tests, fixtures or the observer', async () => {
    const files = (await readdir(library, { recursive: true, withFileTypes: true }))
      .filter((file) => file.isFile())
      .map((file) => path.relative(library, path.join(file.parentPath, file.name)));
    expect(files).toContain('dist/THIRD-PARTY-LICENSES.txt');
    expect(
      files.filter((file) => !/^(bin|dist|template)\/|^(LICENSE|README\.md|package\.json)$/.test(file)),
    ).toEqual([]);
    expect(
      files.filter((file) => /\.test\.|fixtures|golden|observer|\.sources|(?<!\.d)\.ts$/.test(file)),
    ).toEqual(files.filter((file) => file.startsWith('template/') && file.endsWith('.ts')));
    const modules = files.filter((file) => file.startsWith('dist/') && file.endsWith('.js'));
    const texts = await Promise.all(modules.map((file) => readFile(path.join(library, file), 'utf8')));
    expect(modules.filter((_, index) => /krx|KIS_|observer_/.test(texts[index] ?? ''))).toEqual([]);
  });

  it('depends on one package, without install scripts', async () => {
    const { dependencies } = object(JSON.parse(await readFile(path.join(library, 'package.json'), 'utf8')));
    expect(Object.keys(object(dependencies))).toEqual(['jiti']);
    const installed = (await readdir(path.join(project, 'node_modules'))).filter(
      (name) => !name.startsWith('.'),
    );
    expect(installed.sort()).toEqual(['jiti', 'observability-as-code']);
  });

  it.each(['NodeNext', 'Bundler'])(
    'has types that resolve with moduleResolution %s',
    async (moduleResolution) => {
      const config = {
        extends: './tsconfig.json',
        compilerOptions: {
          module: moduleResolution === 'Bundler' ? 'ESNext' : 'NodeNext',
          moduleResolution,
          skipLibCheck: false,
        },
      };
      const file = path.join(project, `tsconfig.${moduleResolution}.json`);
      await writeFile(file, JSON.stringify(config));
      await succeed(path.join(ROOT, 'node_modules/.bin/tsc'), ['--project', file], project);
    },
  );

  describe.each(NODES)('with $name', ({ program }) => {
    const isMissing = !existsSync(program) && !isContinuousIntegration();

    it.skipIf(isMissing)('generates the committed files of the example, which pass promtool', async () => {
      const promtool = await requireTool('promtool');
      await cp(path.join(EXAMPLE, 'out'), path.join(project, 'out'), { recursive: true });

      const checked = await oac(program, ['generate', '--check', '--no-promtool'], project);
      const tested = await run(program, [path.join(library, 'bin/oac.js'), 'test'], {
        cwd: project,
        env: { PATH: `${path.dirname(promtool)}${path.delimiter}${process.env.PATH}` },
      });

      expect(checked, 'run "npm run generate:example" and commit its out/').toMatchObject({
        code: 0,
        stdout: '',
      });
      expect(tested, tested.stderr).toMatchObject({ code: 0 });
      expect(tested.stdout).toMatch(/scenarios of 2 alerts passed/);
    });

    it.skipIf(isMissing)('writes a first project that generates at once', async () => {
      const name = `order-book-${path.basename(await temporaryDirectory()).toLowerCase()}`;
      const directory = path.join(project, name);

      const begun = await oac(program, ['init', name], project);
      const generated = await oac(program, ['generate', '--json', '--no-promtool'], directory);

      expect(begun, begun.stderr).toMatchObject({ code: 0 });
      expect(begun.stderr).toContain('Then edit metrics.ts');
      expect(generated, generated.stdout).toMatchObject({ code: 0, stderr: '' });
      const { diagnostics, panels, alerts } = object(JSON.parse(generated.stdout));
      expect({ diagnostics, panels, alerts }).toEqual({ diagnostics: [], panels: 5, alerts: 1 });
    });
  });
});

describe('oac init', () => {
  it('names everything after the directory, and never overwrites', async () => {
    const directory = path.join(await temporaryDirectory(), 'My Shop');
    await mkdir(directory);
    await writeFile(path.join(directory, 'metrics.ts'), '// mine\n');

    const first = await oac(process.execPath, ['init', directory], project);
    const rules = await readFile(path.join(directory, 'rules.ts'), 'utf8');
    await writeFile(path.join(directory, 'rules.ts'), '// mine, too\n');
    const second = await oac(process.execPath, ['init'], directory);

    expect(first).toMatchObject({ code: 0 });
    expect(first.stderr).toContain('metrics.ts: it was there before');
    expect(rules).toContain("alert('MyShopHighErrorRatio'");
    expect(await readFile(path.join(directory, 'observability.yaml'), 'utf8')).toContain('\napp: my-shop\n');
    expect(await readFile(path.join(directory, 'metrics.ts'), 'utf8')).toBe('// mine\n');
    expect(second).toMatchObject({ code: 0, stdout: '' });
    expect(second.stderr).toContain('npm install --save-dev observability-as-code typescript');
    expect(await readFile(path.join(directory, 'rules.ts'), 'utf8')).toBe('// mine, too\n');
  });

  it('in a clone says how to pack and install the package, by its path', async () => {
    const directory = await temporaryDirectory();
    const workspace = await makeWorkspace();
    const { stderr } = await workspace.oac(['init', 'My Shop'], { cwd: directory });
    const library = path.relative(directory, path.join(ROOT, 'generators'));

    expect(stderr).toContain(
      `  npm pack ${library} --pack-destination 'My Shop'\n  cd 'My Shop' && npm install --save-dev ./observability-as-code-`,
    );
    const other = await workspace.oac(['init', path.join(directory, 'other')], { cwd: ROOT });
    expect(other.stderr).toContain('  npm pack ./generators --pack-destination ');
  });

  it('refuses a directory without a name for a service, and one that is a file', async () => {
    const workspace = await makeWorkspace({ shop: '' });
    const nameless = await workspace.oac(['init', '주문']);
    const file = await workspace.oac(['init', 'shop']);

    expect(nameless).toMatchObject({ code: 2, stdout: '' });
    expect(nameless.stderr).toContain('error  cli/init');
    expect(file).toMatchObject({ code: 2, stdout: '' });
    expect(file.stderr).toContain('error  files/unwritable');
  });
});

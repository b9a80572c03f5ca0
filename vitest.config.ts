import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const EXCLUDED = ['**/node_modules/**', '.tools/**', 'out/**'];

const SETUP_FILES = ['tests/support/with-vitest.ts'];

/** Starts a program or a server, or runs the command line. Everything else is a unit test, which takes milliseconds. */
const INTEGRATION =
  /support\/(tools|workspace|run|cluster|server-process|postgresql|redis|prometheus|alertmanager)\.ts|test-support|child_process|fork\(|-process\.ts|createServer|startHttpServer|startSimulator/;

/** Without what is installed or built, which are tens of thousands of files. */
function filesIn(directory: string): readonly string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    if (/^(\.|node_modules$|dist$)/.test(entry.name)) return [];
    const file = path.join(directory, entry.name);
    return entry.isDirectory() ? filesIn(file) : [file];
  });
}

const tests = filesIn('.').filter((file) => file.endsWith('.test.ts') && !file.startsWith('out'));
const integration = tests.filter(
  (file) =>
    /^tests\/(?!dashboard-linter)|^preview\/tests\//.test(file) ||
    INTEGRATION.test(readFileSync(file, 'utf8')),
);
/** A mocked module is another one for this file only, so the file needs modules of its own. */
const mocking = tests.filter(
  (file) => !integration.includes(file) && /vi\.mock\(/.test(readFileSync(file, 'utf8')),
);

/**
 * Most tests end within a second, of which V8 would spend a third on optimizing functions that run a few times, and on moving
 * young objects. Later releases have another name for the first.
 */
const execArgv = [
  '--max-semi-space-size=32',
  ...(process.versions.node.startsWith('20.') ? ['--interrupt-budget=1000000'] : []),
];

/** What a test waits for takes a multiple of its time on a busy machine. A wait that ends sooner costs nothing. */
const expect = { poll: { timeout: 60_000 } };

/** End-to-end tests take longest: one that starts last runs alone. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId, project }: TestSpecification) => {
      if (project.name !== 'integration') return 2;
      return moduleId.startsWith(path.resolve('tests')) ? 0 : 1;
    };
    return (await super.sort(files)).sort((a, b) => rankOf(a) - rankOf(b));
  }
}

const shared = {
  // Tests import the sources of the library, not what was built from them; the others are Vitest's own conditions.
  ssr: { resolve: { conditions: ['oac-source', 'node', 'development|production'] } },
};

export default defineConfig(({ mode }) => ({
  test: {
    // Many tests wait for servers and clocks, and leave a core to others meanwhile.
    maxWorkers: 2 * availableParallelism(),
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          setupFiles: SETUP_FILES,
          expect,
          include: ['**/*.test.ts'],
          exclude: [...EXCLUDED, ...integration, ...mocking],
          // Files share their modules: loading them for each file anew takes as long as the tests do.
          isolate: false,
          pool: 'forks',
          execArgv,
          testTimeout: 180_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'unit-mocks',
          setupFiles: SETUP_FILES,
          expect,
          include: mocking,
          exclude: EXCLUDED,
          testTimeout: 180_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'integration',
          setupFiles: SETUP_FILES,
          expect,
          include: integration,
          exclude: EXCLUDED,
          // The built command line runs as Node runs it.
          server: { deps: { external: [/generators\/(dist|build\.js)/] } },
          globalSetup: ['tests/support/setup.ts'],
          // promtool and servers take a multiple of their time on a busy machine.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          isolate: false,
          pool: 'forks',
          execArgv,
          // Projects do not inherit the mode, and the long forms ask for it. Programs in Go spend a fifth of their time less
          // with fewer collections.
          env: { MODE: mode, GOGC: '400' },
        },
      },
    ],
  },
}));

import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Tests import the sources of the library, not what was built from them; the others are Vitest's own conditions.
  ssr: { resolve: { conditions: ['oac-source', 'node', 'development|production'] } },
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '.tools/**', 'out/**'],
    // The built command line runs as Node runs it.
    server: { deps: { external: [/generators\/(dist|build\.js)/] } },
    globalSetup: ['tests/support/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // Many tests wait for servers and clocks: with one process less than cores, as is the default, two cores would do the
    // work of one.
    maxWorkers: '100%',
  },
});

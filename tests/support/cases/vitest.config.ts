import { defineConfig } from 'vitest/config';

/** Test files that end badly on purpose. `server-process.test.ts` runs them in a vitest of their own. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.case.ts'],
    setupFiles: ['../with-vitest.ts'],
    pool: 'forks',
  },
});

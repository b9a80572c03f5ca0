import { afterAll, inject, onTestFinished, TestRunner } from 'vitest';
import { releasePending } from './release.ts';
import { useTestRunner } from './running-test.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** By title, such as `prometheus (newest)`, why the setup could not fetch it. */
    missingTools: Readonly<Record<string, string>>;
  }
}

useTestRunner({
  running: () => {
    const context = TestRunner.getCurrentTest()?.context;
    if (context === undefined) return undefined;
    return { skip: (reason) => context.skip(reason), finished: onTestFinished };
  },
  missingTools: () => inject('missingTools') ?? {},
});

// Vitest runs a setup file before each test file, also where test files share their modules.
afterAll(releasePending);

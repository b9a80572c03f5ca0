import { afterAll } from 'vitest';
import { releasePending } from './release.ts';

// Vitest runs a setup file before each test file, also where test files share their modules.
afterAll(releasePending);

import { readClassic } from './classic.ts';
import { object } from './json.ts';
import type { Dashboard } from './model.ts';

/** @param json a classic dashboard, or one as the HTTP API answers it */
export function readDashboard(json: unknown): Dashboard {
  const outer = object(json);
  const inner = object(outer.dashboard ?? outer);
  return readClassic(inner);
}

import { readClassic } from './classic.ts';
import { isObject, object } from './json.ts';
import type { Dashboard } from './model.ts';
import { readV2 } from './v2.ts';

/**
 * @param json a classic dashboard, one as the HTTP API answers it, or a resource of v2. The server has refused what is
 * none of these.
 */
export function readDashboard(json: unknown): Dashboard {
  const outer = object(json);
  const inner = object(
    isObject(outer.dashboard) ? outer.dashboard : isObject(outer.spec) ? outer.spec : outer,
  );
  return isObject(inner.elements) ? readV2(inner) : readClassic(inner);
}

import type { MarketHours } from 'krx-calendar';
import type { Clock } from '../clock.ts';
import type { Check } from '../http/readiness.ts';
import { withoutParent } from '../telemetry/tracing.ts';
import type { TokenCache } from '../token/index.ts';
import type { Storage } from './storage.ts';

export interface CheckedParts {
  readonly storage: Storage;
  readonly tokens: TokenCache;
  readonly hours: MarketHours;
  readonly clock: Clock;
}

/** A check has a second. */
const TOKEN_TIMEOUT_MS = 900;

/**
 * What `/ready` asks. Required is only what the service answers for: without KIS or its database it still answers, and
 * a restart would bring neither back.
 */
export function checksOf({ storage, tokens, hours, clock }: CheckedParts): readonly Check[] {
  const { sink, database } = storage;
  const files: Check = {
    name: 'files',
    isRequired: true,
    run: () => {
      const { isFailing, lastError } = sink.state();
      if (isFailing) throw new Error(`records cannot be written: ${JSON.stringify(lastError)}`);
    },
  };
  const token: Check = {
    name: 'token',
    isRequired: false,
    run: async () => {
      // Out of hours nobody needs one.
      if (!hours.isOpenAt(clock.now())) return;
      await withoutParent(() => tokens.get(AbortSignal.timeout(TOKEN_TIMEOUT_MS)));
    },
  };
  if (database === undefined) return [files, token];
  return [
    files,
    token,
    { name: 'database', isRequired: false, run: () => withoutParent(() => database.check()) },
  ];
}

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

/** A check may take a second. */
const TOKEN_TIMEOUT_MS = 900;

/**
 * The checks of `/ready`. Only what the service is responsible for is required: it still serves without KIS
 * or its database, and a restart would bring neither back.
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
      // Outside trading hours nobody needs a token.
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

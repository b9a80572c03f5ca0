import { setTimeout as delay } from 'node:timers/promises';
import { koreanDateTime } from 'krx-calendar';
import type { Argv } from 'yargs';
import { SettingsError } from '../environment.ts';
import { isServable } from './margins.ts';
import { openStore } from './open-store.ts';
import { type SecretUse, settingsFrom } from './settings.ts';
import { type Lease, StoreError, type TokenStore } from './store.ts';

export interface Output {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

export interface TokenCommandOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly output: Output;
}

type Work = (store: TokenStore) => Promise<Result>;

type Result = { readonly exitCode: 0 | 1 | 2; readonly text: string; readonly json: unknown };

/** How long `clear` waits for a process that is fetching a token, in milliseconds. */
const LEASE_TIMEOUT_MS = 15_000;

const EXPLANATION =
  'Environment: KIS_APP_KEY, KIS_IS_VIRTUAL, KIS_BASE_URL, KIS_TOKEN_CACHE_DIR, KIS_TOKEN_CACHE_ALLOW_GROUP.\n' +
  'For another store: KIS_TOKEN_STORE, redis://..., rediss://... or postgres://...; then KIS_APP_SECRET, too.\n' +
  'Exit codes: 0 valid token; 1 no valid token; 2 error.';

/** yargs shows a command's epilogue only with that command, not with its subcommands. */
const explained =
  (example: string) =>
  <Options>(command: Argv<Options>): Argv<Options> =>
    command.example(example, '').epilogue(EXPLANATION);

/**
 * `token status`, `token path` and `token clear`. Exit code 0 means success, 1 that there is no token, 2 that
 * an error occurred. They print fingerprints and times, never a token.
 */
export function tokenCommand(yargs: Argv, options: TokenCommandOptions, exit: (code: number) => void): Argv {
  const run = (use: SecretUse, work: Work) => async (argv: { json: boolean }) => {
    const { exitCode, text, json } = await guarded(options, use, work);
    if (argv.json) options.output.out(`${JSON.stringify(json, undefined, 2)}\n`);
    else (exitCode === 2 ? options.output.error : options.output.out)(`${text}\n`);
    exit(exitCode);
  };
  return yargs.command('token', 'Show or remove the stored token', (token) =>
    token
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON' })
      .command(
        'status',
        'Show whether there is a token, and when it expires',
        explained('KIS_APP_KEY=... observer token status --json'),
        (argv) => run('read', status)({ json: argv.json === true }),
      )
      .command(
        'path',
        'Show where the token is stored',
        explained('KIS_APP_KEY=... observer token path'),
        (argv) => run('name', path)({ json: argv.json === true }),
      )
      .command(
        'clear',
        'Remove the stored token; it stays valid at KIS',
        explained('KIS_APP_KEY=... observer token clear'),
        (argv) => run('read', clear)({ json: argv.json === true }),
      )
      .example('KIS_APP_KEY=... observer token status', 'The account of the key, with real trading')
      .example('KIS_IS_VIRTUAL=true observer token status --json', 'With paper trading, for a script')
      .example('KIS_TOKEN_CACHE_DIR=/data/cache observer token clear', 'In the directory of a deployment')
      .epilogue(EXPLANATION)
      .demandCommand(1, 1, 'Specify status, path or clear')
      .strict(),
  );
}

async function status(store: TokenStore): Promise<Result> {
  const token = await store.read();
  const attempt = await store.lastAttempt();
  const isValid = token !== undefined && isServable(token, Date.now());
  const lastAttempt =
    attempt === undefined
      ? undefined
      : { at: iso(attempt.at), result: attempt.result, kisCode: attempt.kisCode };
  const lines = [
    token === undefined
      ? 'There is no token'
      : `Token [${token.fingerprint}] ${isValid ? 'is valid' : 'has expired'}: until ${iso(token.expiresAt)} (${koreanDateTime(token.expiresAt)} in Korea), generation ${token.generation}`,
    ...(attempt === undefined
      ? []
      : [
          `Last request to KIS at ${iso(attempt.at)}: ${attempt.result}${attempt.kisCode === undefined ? '' : ` (${attempt.kisCode})`}`,
        ]),
  ];
  return {
    exitCode: isValid ? 0 : 1,
    text: lines.join('\n'),
    json: {
      isValid,
      token:
        token === undefined
          ? null
          : {
              fingerprint: token.fingerprint,
              expiresAt: iso(token.expiresAt),
              issuedAt: iso(token.issuedAt),
              generation: token.generation,
            },
      lastAttempt: lastAttempt ?? null,
      path: store.describe().place,
    },
  };
}

async function path(store: TokenStore): Promise<Result> {
  const { place } = store.describe();
  return { exitCode: 0, text: place, json: { path: place } };
}

async function clear(store: TokenStore): Promise<Result> {
  const before = await store.read();
  // A process that is fetching a token would store it right after the removal.
  let lease: Lease | undefined;
  for (const end = performance.now() + LEASE_TIMEOUT_MS; lease === undefined && performance.now() < end; ) {
    lease = await store.tryAcquire();
    if (lease === undefined) await delay(100);
  }
  try {
    await store.clear();
  } finally {
    await lease?.release();
  }
  const fingerprint = before?.fingerprint ?? null;
  const text =
    before === undefined
      ? 'There was no token'
      : `Removed the token [${before.fingerprint}]; KIS returns it again within six hours of its issue`;
  return { exitCode: 0, text, json: { removed: fingerprint, path: store.describe().place } };
}

async function guarded({ environment }: TokenCommandOptions, use: SecretUse, work: Work): Promise<Result> {
  try {
    const settings = settingsFrom(environment, use);
    const store = openStore(settings.store, { account: settings.account });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof SettingsError || error instanceof StoreError)) throw error;
    return {
      exitCode: 2,
      text: `observer: ${error.message}`,
      json: { error: { code: error.code, message: error.message } },
    };
  }
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}

import type { Argv } from 'yargs';
import { SettingsError } from '../environment.ts';
import { jsonLog, Secrets } from '../telemetry/log.ts';
import type { Output } from '../token/command.ts';
import { listenError } from './listen-error.ts';
import { awaitShutdown, type ShutdownOptions } from './shutdown.ts';
import { loadSimulator, SIGNING_KEY } from './simulation.ts';

export interface SimulatorCommandOptions {
  readonly output: Output;
  readonly signals: ShutdownOptions['signals'];
  readonly exit: (code: number) => void;
}

/** The gateway's ports, behind its paths. */
const PORTS = { rest: 9443, websocket: 21_000 };

/** `observer simulator`. Exit code 0 if a signal ended it, 2 if it could not start. */
export function simulatorCommand(
  yargs: Argv,
  options: SimulatorCommandOptions,
  exitWith: (code: number) => void,
): Argv {
  return yargs.command(
    'simulator',
    'Run the simulator of KIS alone, for several observers, until a signal comes',
    (command) =>
      command
        .option('port', { type: 'number', default: PORTS.rest, describe: 'Port for REST; 0 for a free one' })
        .option('websocket-port', {
          type: 'number',
          default: PORTS.websocket,
          describe: 'Port for the stream; 0 for a free one',
        })
        .option('paper', { type: 'boolean', default: false, describe: 'Simulate paper accounts (모의투자)' })
        .example('observer simulator > simulator.env &', 'Then: set -a; . ./simulator.env; observer serve')
        .epilogue('Exit codes: 0 stopped by a signal; 2 could not start.')
        .strict(),
    async ({ port, websocketPort, paper }) => {
      exitWith(await simulate({ port, websocketPort, isPaper: paper }, options));
    },
  );
}

interface SimulatorArguments {
  readonly port: number;
  readonly websocketPort: number;
  readonly isPaper: boolean;
}

async function simulate(
  { port, websocketPort, isPaper }: SimulatorArguments,
  { output, signals, exit }: SimulatorCommandOptions,
): Promise<number> {
  const log = jsonLog({ write: output.error, secrets: new Secrets() });
  try {
    for (const [name, value] of Object.entries({ '--port': port, '--websocket-port': websocketPort })) {
      if (Number.isInteger(value) && value >= 0 && value <= 65_535) continue;
      throw new SettingsError(`${name} is ${value}, but must be an integer up to 65535`);
    }
    const { startSimulator } = await loadSimulator('observer simulator');
    const shutdown = awaitShutdown({ subject: 'The simulator', signals, exit, log });
    const simulator = await startSimulator({
      environment: isPaper ? 'paper' : 'real',
      restPort: port,
      websocketPort,
      token: { signingKey: SIGNING_KEY },
    }).catch((error: unknown) => {
      shutdown.forget();
      throw listenError(
        { host: '127.0.0.1', port, saidBy: { host: '127.0.0.1', port: '--port or --websocket-port' } },
        error,
      );
    });
    const { appKey, appSecret } = simulator.account;
    const variables = {
      KIS_APP_KEY: appKey,
      KIS_APP_SECRET: appSecret,
      KIS_IS_VIRTUAL: String(isPaper),
      KIS_BASE_URL: simulator.restUrl,
      KIS_WEBSOCKET_URL: simulator.websocketUrl,
      OBSERVER_SYMBOLS: simulator.symbols.slice(0, 40).join(','),
    };
    for (const [name, value] of Object.entries(variables)) output.out(`${name}=${value}\n`);
    await shutdown.promise;
    await simulator.close();
    shutdown.forget();
    return 0;
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    output.error(`observer: ${error.message}\n`);
    return 2;
  }
}

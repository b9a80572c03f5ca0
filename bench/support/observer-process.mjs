// @ts-check
// A process of the benchmark: `market` plays KIS, `observer` collects from it, `bare` and `measured` are HTTP servers.
import { createServer } from 'node:http';

const [, , parts = '', role = '', option = ''] = process.argv;
const settings = JSON.parse(option);
/** @type {typeof import('./observer-parts.ts')} */
const { endWithResponse, HttpMetrics, Instruments, serve, startSimulator, systemClock } = await import(parts);

/** @param {object} message */
const tell = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

const roles = {
  market: async () => {
    const simulator = await startSimulator({
      clock: { startsAt: settings.startsAt },
      market: { symbols: 40, tradesPerSecond: settings.tradesPerSecond, isSteady: true },
    });
    const { restUrl, websocketUrl, account, symbols } = simulator;
    tell({ restUrl, websocketUrl, account, symbols });
    setInterval(() => {
      const sent = [...simulator.trades.values()].reduce((sum, tally) => sum + tally.sent, 0);
      tell({ sent, waits: simulator.journal.websocket.waitsForClient });
    }, 500);
  },
  observer: async () => {
    process.exitCode = await serve(
      { simulate: false, speed: 1, port: 0 },
      {
        environment: process.env,
        output: { out: (text) => process.stdout.write(text), error: (text) => process.stderr.write(text) },
        signals: process,
        exit: (code) => process.exit(code),
        clock: { ...systemClock, now: () => Date.now() + settings.clockOffset },
      },
    );
  },
  /** A server of Node alone, and the same with every request measured. */
  http: async () => {
    const metrics = settings.isMeasured ? new HttpMetrics(new Instruments()) : undefined;
    const server = createServer((request, response) => {
      if (metrics !== undefined) endWithResponse(metrics.begin(request, '/status'), request, response);
      response.setHeader('Content-Type', 'application/json; charset=utf-8');
      response.end('{"status":"ok"}\n');
    });
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address !== null && typeof address === 'object') tell({ url: `http://127.0.0.1:${address.port}` });
    });
    process.on('SIGTERM', () => {
      server.close();
      server.closeAllConnections();
    });
  },
};

const work = roles[/** @type {keyof typeof roles} */ (role)];
await work();

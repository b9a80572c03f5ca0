import pg from 'pg';
import type { Stack } from '../stack.ts';
import type { Fault } from './fault.ts';

/** Of the 30 that the PostgreSQL of a stack takes; the observer and the exporter have some as well. */
const HELD_CONNECTIONS = 25;
/** How long PostgreSQL stands still, and runs in between. Milliseconds. */
const STALL = { stopped: 2_000, running: 1_000 };

/** A real PostgreSQL and its exporter. */
export const DATABASE_FAULTS: readonly Fault[] = [
  {
    key: 'database-down',
    installation: 'main',
    sequence: 'service',
    title: 'PostgreSQL is stopped',
    alerts: ['ObserverDatabaseDown'],
    consequences: [
      'ObserverDatabaseExporterDown',
      'ObserverDatabaseRowsLeftOut',
      'ObserverDatabaseQueriesSlow',
    ],
    isQuick: true,
    start: async ({ postgresql }) => {
      await postgresql.stop();
      return () => postgresql.restart();
    },
  },
  {
    key: 'exporter-hangs',
    installation: 'database',
    sequence: 'database',
    title: 'postgres_exporter hangs',
    alerts: ['ObserverDatabaseExporterDown'],
    isQuick: false,
    start: ({ exporter }) => {
      exporter.signal('SIGSTOP');
      return () => exporter.signal('SIGCONT');
    },
  },
  {
    key: 'connections-high',
    installation: 'database',
    sequence: 'database',
    title: 'other clients hold most connections of PostgreSQL',
    alerts: ['ObserverDatabaseConnectionsHigh'],
    isQuick: false,
    start: async ({ postgresql }) => {
      const clients = Array.from({ length: HELD_CONNECTIONS }, () => clientOf(postgresql.url));
      await Promise.all(clients.map((client) => client.connect()));
      return async () => {
        await Promise.all(clients.map((client) => client.end()));
      };
    },
  },
  {
    key: 'rows-refused',
    installation: 'database',
    sequence: 'database',
    title: 'an added constraint rejects the rows',
    alerts: ['ObserverDatabaseRowsLeftOut'],
    isQuick: false,
    start: async (stack) => {
      await query(
        stack,
        'ALTER TABLE observer.scalp_ticks ADD CONSTRAINT by_hand CHECK (length(symbol) > 6) NOT VALID',
      );
      return () => query(stack, 'ALTER TABLE observer.scalp_ticks DROP CONSTRAINT by_hand');
    },
  },
  {
    key: 'database-slow',
    installation: 'database',
    sequence: 'database',
    title: 'PostgreSQL stands still for seconds, again and again',
    alerts: ['ObserverDatabaseQueriesSlow', 'ObserverHighLatency', 'ObserverErrorBudgetBurn'],
    consequences: ['ObserverDatabaseExporterDown', 'ObserverDatabaseDown'],
    isQuick: false,
    start: async ({ postgresql }) => {
      let isOver = false;
      let timer: NodeJS.Timeout | undefined;
      const stop = async () => {
        await postgresql.signal('SIGSTOP');
        timer = setTimeout(goOn, STALL.stopped);
      };
      const goOn = async () => {
        await postgresql.signal('SIGCONT');
        if (!isOver) timer = setTimeout(stop, STALL.running);
      };
      await stop();
      return async () => {
        isOver = true;
        clearTimeout(timer);
        await postgresql.signal('SIGCONT');
      };
    },
  },
];

function clientOf(url: string): pg.Client {
  const client = new pg.Client({ connectionString: url });
  // The server may end before the fault does.
  client.on('error', () => undefined);
  return client;
}

async function query({ postgresql }: Stack, text: string): Promise<void> {
  const client = clientOf(postgresql.url);
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

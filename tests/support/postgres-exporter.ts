import type { Release } from './fetch/catalogue.ts';
import { listeningAddress, type ServerProcess, startServerProcess } from './server-process.ts';
import { requireTool } from './tools.ts';

/** Starts a real postgres_exporter, without `args` with its default queries. Skips the test where it is not installed. */
export async function startPostgresExporter(
  databaseUrl: string,
  release: Release,
  args: readonly string[] = [],
): Promise<ServerProcess> {
  const program = await requireTool('postgres-exporter', { release });
  return startServerProcess(program, ['--web.listen-address=127.0.0.1:0', ...args], {
    environment: { DATA_SOURCE_NAME: `${databaseUrl}?sslmode=disable` },
    readyAt: async (output) => listeningAddress(output),
  });
}

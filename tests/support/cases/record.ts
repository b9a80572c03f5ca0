import { appendFileSync } from 'node:fs';
import { startPrometheus } from '../prometheus.ts';

/** Starts a server and notes its process id in the file that the outer test reads. */
export async function startRecorded(): Promise<void> {
  const { pid } = await startPrometheus();
  appendFileSync(process.env.SERVER_PIDS ?? '', `${pid}\n`);
}

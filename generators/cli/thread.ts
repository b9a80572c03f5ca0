/** A worker thread that builds each service it is sent. */
import { parentPort, workerData } from 'node:worker_threads';
import { buildService } from './build.ts';
import { loadProject } from './definitions.ts';
import type { Task } from './threads.ts';

const project = await loadProject(workerData);
parentPort?.on('message', ({ config, today }: Task) =>
  parentPort?.postMessage(buildService(project, config, today)),
);

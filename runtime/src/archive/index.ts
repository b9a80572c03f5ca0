export { type Archiver, type ArchiverOptions, startArchiver } from './archiver.ts';
export { archiveMetrics } from './metrics.ts';

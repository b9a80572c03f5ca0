export { type ArchiveReport, type Archiver, type ArchiverOptions, startArchiver } from './archiver.ts';
export { ArchiveError, type ArchiveErrorCode } from './errors.ts';
export type { ArchiveFileSystem } from './file-system.ts';
export { archiveMetrics } from './metrics.ts';

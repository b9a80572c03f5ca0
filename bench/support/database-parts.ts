/** What the benchmark of the database uses, in one module that can be bundled. */
export { databaseMetrics, openDatabaseWriter } from '../../runtime/src/database/index.ts';
export { rowOf, TABLES } from '../../runtime/src/database/tables.ts';
export { Instruments } from '../../runtime/src/telemetry/instruments.ts';
export { silentLog } from '../../runtime/src/telemetry/log.ts';
export { trade } from '../../runtime/src/testing/records.ts';
export { findProgram } from '../../tests/support/fetch/find.ts';
export { freePort } from '../../tests/support/free-port.ts';
export { libraryEnvironment } from '../../tests/support/library-path.ts';

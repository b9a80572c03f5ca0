import { exporter, oneOf, upTo } from 'observability-as-code/contract';

/**
 * The observer itself. Target labels are those that prometheus-operator's ServiceMonitor adds, without `endpoint`,
 * `service` and `container`: our ServiceMonitor drops them, because a target label `endpoint` would rename the
 * metric's own `endpoint` to `exported_endpoint`.
 */
export const observer = exporter({
  key: 'service',
  job: 'observer',
  describes: 'the observer, scraped on its /metrics',
  targetLabels: ['namespace', 'job', 'instance', 'pod'],
});

/** Track A polls quotes by REST, track B streams trades by WebSocket. */
const track = oneOf('a', 'b');

/** Latency bounds in seconds. They hold 0.25 and 1, the thresholds that alerts and objectives compare with. */
const LATENCY_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Known methods; `_OTHER` is OpenTelemetry's name for all others, which clients may make up. */
const method = oneOf('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', '_OTHER');

export const httpRequests = observer.counter('observer_http_requests_total', {
  unit: 'count',
  help: 'HTTP requests answered.',
  labels: {
    method,
    endpoint: upTo(50, 'route templates'),
    status: upTo(60, 'HTTP status codes'),
  },
  presence: 'after-first-event',
});

export const httpRequestDuration = observer.histogram('observer_http_request_duration_seconds', {
  unit: 'seconds',
  help: 'Time from the request line to the last byte of the answer.',
  labels: {
    method,
    endpoint: upTo(50, 'route templates'),
  },
  buckets: LATENCY_BUCKETS,
  presence: 'after-first-event',
});

export const httpRequestsInFlight = observer.gauge('observer_http_requests_in_flight', {
  unit: 'count',
  help: 'HTTP requests that are being answered.',
  unread: 'For Explore: the latency says whether they are too many.',
});

export const activeConnections = observer.gauge('observer_active_connections', {
  unit: 'count',
  help: 'Clients connected to the WebSocket stream.',
});

export const jsonlFilesWritten = observer.counter('observer_jsonl_files_written_total', {
  unit: 'count',
  help: 'JSONL files completed and closed.',
  labels: { track },
});

export const jsonlRecordsWritten = observer.counter('observer_jsonl_records_written_total', {
  unit: 'count',
  help: 'Records appended to JSONL files.',
  unread: 'For the runbooks: panels draw bytes and files.',
  labels: { track },
});

export const jsonlBytesWritten = observer.counter('observer_jsonl_bytes_written_total', {
  unit: 'bytes',
  help: 'Bytes appended to JSONL files.',
  labels: { track },
});

export const jsonlFiles = observer.gauge('observer_jsonl_files', {
  unit: 'count',
  help: 'JSONL files on the data volume.',
  labels: { track },
});

export const jsonlLastWrite = observer.gauge('observer_jsonl_last_write_timestamp_seconds', {
  unit: 'timestamp',
  help: 'When the last record was appended; before the first, when the process started.',
  labels: { track },
});

export const jsonlWriteErrors = observer.counter('observer_jsonl_write_errors_total', {
  unit: 'count',
  help: 'Attempts to write, flush or complete a JSONL file that failed; each is repeated.',
  labels: { track, reason: oneOf('no_space', 'read_only', 'other') },
});

export const jsonlRecordsRefused = observer.counter('observer_jsonl_records_refused_total', {
  unit: 'count',
  help: 'Records that were refused and are lost, because the queue for JSONL files was full.',
  labels: { track },
});

export const jsonlTornLines = observer.counter('observer_jsonl_torn_lines_total', {
  unit: 'count',
  help: 'Incomplete ends of JSONL files that were put aside when the observer started.',
  unread: 'It is counted before the first scrape, so nothing sees it grow; the log names each line.',
  labels: { track },
});

export const jsonlQueueRecords = observer.gauge('observer_jsonl_queue_records', {
  unit: 'count',
  help: 'Records that wait to be written to JSONL files.',
  unread: 'For the runbooks: the age of the queue says whether it is too long.',
});

export const jsonlQueueBytes = observer.gauge('observer_jsonl_queue_bytes', {
  unit: 'bytes',
  help: 'Bytes that wait to be written to JSONL files.',
  unread: 'For the runbooks: the age of the queue says whether it is too long.',
});

export const jsonlQueueAge = observer.gauge('observer_jsonl_queue_age_seconds', {
  unit: 'seconds',
  help: 'For how long the oldest record has waited to be written to its JSONL file; 0 where none waits.',
});

export const backupFailures = observer.counter('observer_backup_failures_total', {
  unit: 'count',
  help: 'Runs of the backup that left something behind, because it could not be archived or verified.',
  unread: 'For Explore: the age of the last success says whether it matters.',
});

export const backupArchiveSize = observer.gauge('observer_backup_archive_size_bytes', {
  unit: 'bytes',
  help: 'Size of the newest backup archive; 0 before the first.',
});

export const backupConfigured = observer.gauge('observer_backup_configured', {
  unit: 'boolean',
  help: '1 where the observer archives its files; 0 where it has no directory for archives.',
});

export const backupLastSuccess = observer.gauge('observer_backup_last_success_timestamp_seconds', {
  unit: 'timestamp',
  help: 'When a run of the backup last left nothing behind to archive; 0 before the first.',
});

export const databaseQueryDuration = observer.histogram('observer_database_query_duration_seconds', {
  unit: 'seconds',
  help: 'Time of a database query as the observer waits for it.',
  labels: { operation: oneOf('insert', 'select', 'migrate') },
  buckets: LATENCY_BUCKETS,
});

export const databaseRows = observer.counter('observer_database_rows_total', {
  unit: 'count',
  help: 'Records for the database, by what became of them; left_out ones are in the JSONL files alone.',
  labels: { result: oneOf('inserted', 'duplicate', 'refused', 'left_out') },
});

export const databaseQueueRecords = observer.gauge('observer_database_queue_records', {
  unit: 'count',
  help: 'Records that wait for the database or are being written to it.',
  unread: 'For Explore: what does not fit into it is counted as left_out.',
});

export const databaseConnected = observer.gauge('observer_database_connected', {
  unit: 'boolean',
  help: '1 while the observer has a connection to its database; 0 as well where it has no database.',
  unread: 'For Explore: postgres_exporter says whether the database is up.',
});

export const tokenIssues = observer.counter('observer_token_issues_total', {
  unit: 'count',
  help: 'Requests for a new KIS token, by how they ended.',
  labels: { result: oneOf('success', 'rate_limited', 'rejected', 'failed') },
});

export const tokenCacheHits = observer.counter('observer_token_cache_hits_total', {
  unit: 'count',
  help: 'Tokens served without asking KIS, by where they were found.',
  labels: { tier: oneOf('memory', 'store') },
});

export const tokenExpiry = observer.gauge('observer_token_expiry_timestamp_seconds', {
  unit: 'timestamp',
  help: 'When the token in use expires; 0 while there is none.',
});

export const tokenLockWait = observer.histogram('observer_token_lock_wait_seconds', {
  unit: 'seconds',
  help: 'Time spent waiting for another process to finish issuing the token.',
  unread: 'For Explore: only a token that is late does harm, and that is alerted on.',
  buckets: LATENCY_BUCKETS,
});

export const tokenStoreDegraded = observer.gauge('observer_token_store_degraded', {
  unit: 'boolean',
  help: '1 while the token store cannot be read or written and tokens live in memory only.',
});

export const kisRequests = observer.counter('observer_kis_requests_total', {
  unit: 'count',
  help: 'Requests to the KIS Open API, by how they ended.',
  labels: { result: oneOf('success', 'rate_limited', 'rejected', 'failed', 'timeout') },
});

export const websocketFrames = observer.counter('observer_websocket_frames_total', {
  unit: 'count',
  help: 'Frames received from the KIS WebSocket.',
});

export const websocketRecords = observer.counter('observer_websocket_records_total', {
  unit: 'count',
  help: 'Trade records parsed from KIS WebSocket frames.',
});

export const websocketGaps = observer.counter('observer_websocket_gaps_total', {
  unit: 'count',
  help: 'Times that the KIS WebSocket stream was interrupted and records may be missing.',
});

export const websocketMissedVolume = observer.counter('observer_websocket_missed_volume_total', {
  unit: 'count',
  help: 'Shares traded in trades that the KIS WebSocket did not deliver, by the accumulated volume of those around them.',
});

export const websocketSkippedRecords = observer.counter('observer_websocket_skipped_records_total', {
  unit: 'count',
  help: 'Records of KIS WebSocket frames that are no new trade: prices expected of an auction, repetitions, unreadable ones.',
  unread: 'For Explore: they are no trades.',
  labels: { reason: oneOf('expected_price', 'duplicate', 'malformed') },
});

export const marketOpen = observer.gauge('observer_market_open', {
  unit: 'boolean',
  help: '1 while the observer believes the market to be in session.',
});

export const refusedSamples = observer.counter('observer_refused_samples_total', {
  unit: 'count',
  help: 'Values that an instrument did not take: no number, or a counter that would go back.',
  unread: 'For Explore: a defect of the observer, which its tests look for.',
});

export const collectorFailures = observer.counter('observer_collector_failures_total', {
  unit: 'count',
  help: 'Times that something could not be measured for a scrape.',
  unread: 'For Explore: the metric that could not be measured is missing from its panel.',
});

export const calendarDiffers = observer.gauge('observer_calendar_differs', {
  unit: 'boolean',
  help: '1 where the trading calendar and KIS differ about a day of the next weeks.',
});

export const buildInfo = observer.gauge('observer_build_info', {
  unit: 'info',
  help: 'Constant 1 with the version that runs.',
  unread: 'For Explore: which version runs.',
  labels: { version: upTo(10, 'released versions'), revision: upTo(10, 'source revisions') },
});

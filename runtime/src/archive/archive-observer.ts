/** Receives the archiver's events. Times are milliseconds since 1970. */
export interface ArchiveObserver {
  /** The size of the newest archive; also reported at the start for an existing one. */
  newest(bytes: number): void;
  /** When a run last left nothing behind; also reported at the start for a previous process. */
  succeeded(at: number): void;
  /** A run left something behind. */
  failed(): void;
}

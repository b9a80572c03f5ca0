/** Who is told what the archiver does. Times are milliseconds since 1970. */
export interface ArchiveObserver {
  /** The size of the newest archive; also told at the start, of the one that is there. */
  newest(bytes: number): void;
  /** When a run last left nothing behind; also told at the start, of a former process. */
  succeeded(at: number): void;
  /** A run left something behind. */
  failed(): void;
}

export const silentArchiveObserver: ArchiveObserver = {
  newest: () => undefined,
  succeeded: () => undefined,
  failed: () => undefined,
};

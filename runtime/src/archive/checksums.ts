/** A segment as it was packed. */
export interface PackedSegment {
  readonly name: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** What is known about an archive. */
export interface Checksums {
  readonly archive: string;
  readonly sha256: string;
  /** In order of their contents. */
  readonly segments: readonly PackedSegment[];
}

const SEGMENT = /^# ([0-9a-f]{64}) (\d+) (\S+)$/;
const ARCHIVE = /^([0-9a-f]{64}) {2}(\S+)$/;

/** A file for `sha256sum -c`. Everything else is in its comments. */
export function checksumText({ archive, sha256, segments }: Checksums): string {
  const lines = segments.map((segment) => `# ${segment.sha256} ${segment.bytes} ${segment.name}`);
  const head = '# SHA-256, bytes and name of each segment, in the order in which they follow one another:';
  return `${[head, ...lines, `${sha256}  ${archive}`].join('\n')}\n`;
}

/** Undefined if the text is incomplete. */
export function parseChecksums(text: string): Checksums | undefined {
  const segments: PackedSegment[] = [];
  for (const line of text.split('\n')) {
    const [, segmentHash, bytes, name] = SEGMENT.exec(line) ?? [];
    if (segmentHash !== undefined && name !== undefined)
      segments.push({ name, bytes: Number(bytes), sha256: segmentHash });
    const [, sha256, archive] = ARCHIVE.exec(line) ?? [];
    if (sha256 !== undefined && archive !== undefined) return { archive, sha256, segments };
  }
  return undefined;
}

/** A part as it was packed. */
export interface PackedPart {
  readonly name: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** What is known of an archive. */
export interface Checksums {
  readonly archive: string;
  readonly sha256: string;
  /** In the order in which they follow one another. */
  readonly parts: readonly PackedPart[];
}

const PART = /^# ([0-9a-f]{64}) (\d+) (\S+)$/;
const ARCHIVE = /^([0-9a-f]{64}) {2}(\S+)$/;

/** A file that `sha256sum -c` takes: what else is to be known stands in its comments. */
export function checksumText({ archive, sha256, parts }: Checksums): string {
  const lines = parts.map((part) => `# ${part.sha256} ${part.bytes} ${part.name}`);
  const head = '# SHA-256, bytes and name of each part, in the order in which they follow one another:';
  return `${[head, ...lines, `${sha256}  ${archive}`].join('\n')}\n`;
}

/** Undefined where the text is not whole. */
export function parseChecksums(text: string): Checksums | undefined {
  const parts: PackedPart[] = [];
  for (const line of text.split('\n')) {
    const [, partHash, bytes, name] = PART.exec(line) ?? [];
    if (partHash !== undefined && name !== undefined)
      parts.push({ name, bytes: Number(bytes), sha256: partHash });
    const [, sha256, archive] = ARCHIVE.exec(line) ?? [];
    if (sha256 !== undefined && archive !== undefined) return { archive, sha256, parts };
  }
  return undefined;
}

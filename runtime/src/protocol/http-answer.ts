/** The text of an answer; undefined if it has more bytes than that, and then the rest is not read. */
export async function cappedText(response: Response, largest: number): Promise<string | undefined> {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    chunks.push(part.value);
    size += part.value.byteLength;
    if (size <= largest) continue;
    await reader.cancel().catch(() => undefined);
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The system's code, such as ECONNREFUSED, which contains nothing private. */
export function networkReason(error: unknown): string {
  return (
    systemCode(error) ??
    systemCode(error instanceof Error ? error.cause : undefined) ??
    'the connection failed'
  );
}

function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^[A-Z_]{3,40}$/.test(code) ? code : undefined;
}

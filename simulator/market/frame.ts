/** A data frame: `0` for plain text, the transaction, the number of records, and the records. [official] */
export function plainFrame(transactionId: string, count: number, payload: string): string {
  return `0|${transactionId}|${String(count).padStart(3, '0')}|${payload}`;
}

/** A frame with an encrypted payload, base64 of AES-256-CBC. [official] */
export function encryptedFrame(transactionId: string, payload: string): string {
  return `1|${transactionId}|001|${payload}`;
}

import { asObject, parsedObject, textAt } from '../json.ts';

/** A client's command, or the code with which its message is refused. */
export type Command =
  | {
      readonly approvalKey: string;
      readonly isRegistration: boolean;
      readonly transactionId: string;
      readonly key: string;
    }
  | { readonly refusedWith: ControlCode; readonly transactionId: string; readonly key: string };

/** Codes of the real-time service with their texts. [official] */
export const CONTROL_MESSAGES = {
  OPSP0000: 'SUBSCRIBE SUCCESS',
  OPSP0001: 'UNSUBSCRIBE SUCCESS',
  OPSP0002: 'ALREADY IN SUBSCRIBE',
  OPSP0003: 'UNSUBSCRIBE ERROR(not found!)',
  OPSP0007: 'SUBSCRIBE INTERNAL ERROR',
  OPSP0008: 'MAX SUBSCRIBE OVER',
  OPSP0011: 'invalid approval : NOT FOUND',
  OPSP8991: 'SUBSCRIBE ERROR : invalid tr_id',
  OPSP8992: 'SUBSCRIBE ERROR : invalid tr_key',
  OPSP8996: 'ALREADY IN USE appkey',
  OPSP8997: 'JSON PARSING ERROR : invalid tr_type',
  OPSP8998: 'JSON PARSING ERROR : invalid custtype',
  OPSP9990: 'JSON PARSING ERROR : tr_key not found',
  OPSP9991: 'JSON PARSING ERROR : input not found',
  OPSP9992: 'JSON PARSING ERROR : body not found',
  OPSP9994: 'JSON PARSING ERROR : INVALID appkey',
  OPSP9998: 'JSON PARSING ERROR : header not found',
  OPSP9999: 'JSON PARSING ERROR : invalid json format',
} as const;

export type ControlCode = keyof typeof CONTROL_MESSAGES;

/**
 * Parses a client's message. `tr_type` 1 registers and 2 removes; 0, which some code sends, is neither.
 * [official]
 */
export function readCommand(text: string): Command {
  const message = parsedObject(text);
  if (message === undefined) return refused('OPSP9999');
  const header = asObject(message.header);
  if (header === undefined) return refused('OPSP9998');
  const body = asObject(message.body);
  if (body === undefined) return refused('OPSP9992');
  const input = asObject(body.input);
  if (input === undefined) return refused('OPSP9991');
  const transactionId = textAt(input, 'tr_id');
  const key = textAt(input, 'tr_key');
  const approvalKey = textAt(header, 'approval_key');
  if (approvalKey === '') return refused('OPSP9994', transactionId, key);
  if (!['P', 'B'].includes(textAt(header, 'custtype'))) return refused('OPSP8998', transactionId, key);
  const kind = textAt(header, 'tr_type');
  if (kind !== '1' && kind !== '2') return refused('OPSP8997', transactionId, key);
  if (key === '') return refused('OPSP9990', transactionId, key);
  return { approvalKey, isRegistration: kind === '1', transactionId, key };
}

function refused(refusedWith: ControlCode, transactionId = '(null)', key = ''): Command {
  return { refusedWith, transactionId, key };
}

import { koreanDateTime } from 'krx-calendar';
import { CONTROL_MESSAGES, type ControlCode } from './command.ts';

/**
 * Key and initial vector of AES-256-CBC, as in the answer to a subscription: 32 and 16 characters. [official]
 */
export interface Cipher {
  readonly key: string;
  readonly iv: string;
}

const SUCCESSES: ReadonlySet<ControlCode> = new Set(['OPSP0000', 'OPSP0001']);

/** The answer to a subscription or unsubscription. */
export function acknowledgement(
  code: ControlCode,
  transactionId: string,
  key: string,
  isEncrypted: boolean,
  cipher?: Cipher,
): string {
  return JSON.stringify({
    header: { tr_id: transactionId, tr_key: key, encrypt: isEncrypted ? 'Y' : 'N' },
    body: {
      rt_cd: returnCode(code),
      msg_cd: code,
      msg1: CONTROL_MESSAGES[code],
      ...(cipher === undefined ? {} : { output: { iv: cipher.iv, key: cipher.key } }),
    },
  });
}

/** Another client's session uses the app key: rt_cd 9, and no `tr_id`. [seen] */
export function alreadyInUse(): string {
  return acknowledgement('OPSP8996', '(null)', '', false);
}

/** The client must send this back as it is, or as the payload of a pong. [official] */
export function pingpong(now: number): string {
  return JSON.stringify({
    header: { tr_id: 'PINGPONG', datetime: koreanDateTime(now).replaceAll(/\D/g, '') },
  });
}

function returnCode(code: ControlCode): '0' | '1' | '9' {
  if (SUCCESSES.has(code)) return '0';
  return code === 'OPSP8996' ? '9' : '1';
}

import { asObject, parsedObject, textAt } from '../../json.ts';
import { Cipher } from './cipher.ts';

/** A feed and its subject: a symbol, or the HTS id for execution notices. */
export interface Registration {
  readonly transactionId: string;
  readonly key: string;
}

/** A message of the gateway that is not a data frame. */
export type Control =
  /** Must be sent back. */
  | { readonly kind: 'ping' }
  | {
      readonly kind: 'acknowledgement';
      /** Undefined if the gateway does not say which: OPSP8996 has none. [seen] */
      readonly registration: Registration | undefined;
      readonly code: string;
      readonly cipher: Cipher | undefined;
    }
  | { readonly kind: 'unreadable' };

/** What to do about the code of an acknowledgement. */
export type Verdict =
  | 'registered'
  | 'removed'
  /** The session has the maximum number of registrations. */
  | 'full'
  /** The approval key is unknown or too old. */
  | 'approval'
  /** The registration is refused, and would be again. */
  | 'refused'
  /** Another session uses the app key. */
  | 'in-use'
  /** The app key is refused. */
  | 'app-key'
  /** Retry later. */
  | 'later';

/** Codes of the real-time service. [official] Unknown codes may be temporary. */
const VERDICTS: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ['OPSP0000', 'registered'],
  // It was already registered, which is what we want.
  ['OPSP0002', 'registered'],
  ['OPSP0001', 'removed'],
  ['OPSP0003', 'removed'],
  ['OPSP0007', 'later'],
  ['OPSP0008', 'full'],
  ['OPSP0011', 'approval'],
  ['OPSP8991', 'refused'],
  ['OPSP8992', 'refused'],
  ['OPSP8996', 'in-use'],
  ['OPSP8997', 'refused'],
  ['OPSP8998', 'refused'],
  ['OPSP9990', 'refused'],
  ['OPSP9991', 'refused'],
  ['OPSP9992', 'refused'],
  ['OPSP9994', 'app-key'],
  ['OPSP9998', 'refused'],
  ['OPSP9999', 'refused'],
]);

export function verdictOf(code: string): Verdict {
  return VERDICTS.get(code) ?? 'later';
}

export function parseControl(text: string): Control {
  const message = parsedObject(text);
  const header = asObject(message?.header);
  if (header === undefined) return { kind: 'unreadable' };
  const transactionId = textAt(header, 'tr_id');
  if (transactionId === 'PINGPONG') return { kind: 'ping' };
  const body = asObject(message?.body);
  const code = body === undefined ? undefined : textAt(body, 'msg_cd');
  if (body === undefined || code === undefined || !/^[A-Z]{4}\d{4}$/.test(code))
    return { kind: 'unreadable' };
  const key = textAt(header, 'tr_key');
  const registration = transactionId === undefined || key === undefined ? undefined : { transactionId, key };
  const output = asObject(body.output) ?? {};
  const [secret, vector] = [textAt(output, 'key'), textAt(output, 'iv')];
  const cipher = secret === undefined || vector === undefined ? undefined : Cipher.of(secret, vector);
  return { kind: 'acknowledgement', registration, code, cipher };
}

/** The message that registers (`tr_type` 1) or removes (2). The official samples' comments say 0; the portal says 2. */
export function command(
  approvalKey: string,
  isRegistration: boolean,
  { transactionId, key }: Registration,
): string {
  const type = isRegistration ? '1' : '2';
  return JSON.stringify({
    header: { approval_key: approvalKey, custtype: 'P', tr_type: type, 'content-type': 'utf-8' },
    body: { input: { tr_id: transactionId, tr_key: key } },
  });
}

export function nameOf({ transactionId, key }: Registration): string {
  return `${transactionId} ${key}`;
}

/** What happens to requests while the fault is on. */
export type HttpFaultKind =
  /** The answer comes after `milliseconds` (of real time). */
  | 'slow-answer'
  /** The request is taken and never answered. */
  | 'hung-answer'
  /** A proxy's page in HTML, status 502. */
  | 'bad-gateway'
  | 'empty-body'
  /** JSON that ends in the middle. */
  | 'truncated-json'
  /** The answer and `bytes` of blanks behind it. */
  | 'huge-body'
  | 'connection-reset'
  /** The answer as `text/html`. */
  | 'wrong-content-type'
  /** EGW00201 to every request, however slow the client is. */
  | 'rate-limit-storm'
  /** `status` and `body`, whatever was asked. */
  | 'fixed-answer';

export interface HttpFault {
  readonly kind: HttpFaultKind;
  /** Only requests whose path starts so. */
  readonly path?: string;
  /** How many requests it meets; all until it is stopped where missing. */
  readonly times?: number;
  readonly milliseconds?: number;
  readonly bytes?: number;
  readonly status?: number;
  readonly body?: string;
}

/** What stays so on the WebSocket until it is stopped. */
export interface WebsocketFault {
  readonly kind: /** New connections are answered with HTTP 503. */
    | 'refuse-connections'
    /** Another session has the app key: every subscription is answered with OPSP8996. */
    | 'app-key-in-use'
    /** No PINGPONG is sent. */
    | 'no-pingpong'
    /** Subscriptions are answered with OPSP0007. */
    | 'subscribe-error';
}

/** What happens once. */
export interface MomentaryFault {
  readonly kind: /** Every connection is closed, after what was sent has arrived. */
    | 'disconnect'
    /** Every connection is cut; what was under way may be lost although it counts as sent. */
    | 'cut-connections'
    /** Present connections stay open and get nothing any more: no trade, no answer, no PINGPONG. */
    | 'half-open'
    /** A frame whose count does not fit its fields is sent on every connection. */
    | 'malformed-frame'
    /** All tokens are unknown from now on: EGW00121. */
    | 'revoke-tokens'
    /** All tokens have expired, whatever their expiry says: EGW00123. */
    | 'expire-tokens'
    /** All approval keys are unknown from now on: OPSP0011 to new subscriptions. */
    | 'forget-approval-keys';
}

export type Fault = HttpFault | WebsocketFault | MomentaryFault;
export type FaultKind = Fault['kind'];

const MOMENTARY: ReadonlySet<string> = new Set<MomentaryFault['kind']>([
  'disconnect',
  'cut-connections',
  'half-open',
  'malformed-frame',
  'revoke-tokens',
  'expire-tokens',
  'forget-approval-keys',
]);

const ON_WEBSOCKET: ReadonlySet<string> = new Set<WebsocketFault['kind']>([
  'refuse-connections',
  'app-key-in-use',
  'no-pingpong',
  'subscribe-error',
]);

export function isMomentary(fault: Fault): fault is MomentaryFault {
  return MOMENTARY.has(fault.kind);
}

export function isHttpFault(fault: Fault): fault is HttpFault {
  return !MOMENTARY.has(fault.kind) && !ON_WEBSOCKET.has(fault.kind);
}

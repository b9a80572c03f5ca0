/** What happens to requests while the fault is active. */
export type HttpFaultKind =
  /** The answer is delayed by `milliseconds` (real time). */
  | 'slow-answer'
  /** The request is accepted and never answered. */
  | 'hung-answer'
  /** A proxy's HTML page with status 502. */
  | 'bad-gateway'
  | 'empty-body'
  /** JSON that is cut off in the middle. */
  | 'truncated-json'
  /** The answer followed by `bytes` of blanks. */
  | 'huge-body'
  | 'connection-reset'
  /** The answer as `text/html`. */
  | 'wrong-content-type'
  /** EGW00201 for every request, however slow the client is. */
  | 'rate-limit-storm'
  /** `status` and `body` for every request. */
  | 'fixed-answer';

export interface HttpFault {
  readonly kind: HttpFaultKind;
  /** Affects only requests whose path has this prefix. */
  readonly path?: string;
  /** How many requests it affects; all until it is stopped by default. */
  readonly times?: number;
  readonly milliseconds?: number;
  readonly bytes?: number;
  readonly status?: number;
  readonly body?: string;
}

/** A WebSocket fault that lasts until it is stopped. */
export interface WebsocketFault {
  readonly kind: /** New connections are answered with HTTP 503. */
    | 'refuse-connections'
    /** Another session uses the app key: every subscription is answered with OPSP8996. */
    | 'app-key-in-use'
    /** No PINGPONG is sent. */
    | 'no-pingpong'
    /** Subscriptions are answered with OPSP0007. */
    | 'subscribe-error';
}

/** A fault that happens once. */
export interface MomentaryFault {
  readonly kind: /** Every connection is closed, after what was sent has arrived. */
    | 'disconnect'
    /** Every connection is cut; data in flight may be lost although it counts as sent. */
    | 'cut-connections'
    /** Current connections stay open and receive nothing any more: no trade, no answer, no PINGPONG. */
    | 'half-open'
    /** A frame whose count does not match its fields is sent on every connection. */
    | 'malformed-frame'
    /** All tokens become unknown: EGW00121. */
    | 'revoke-tokens'
    /** All tokens expire, whatever their stated expiry: EGW00123. */
    | 'expire-tokens'
    /** All approval keys become unknown: OPSP0011 for new subscriptions. */
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

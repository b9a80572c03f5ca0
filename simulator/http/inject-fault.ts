import type { HttpFault } from '../faults/fault.ts';
import { RATE_LIMITED } from '../quotations/rate-limit.ts';
import { type Answer, refusal } from './answer.ts';

const BAD_GATEWAY = `<!DOCTYPE html>
<html><head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center></body></html>
`;

/**
 * Applies a fault to the correct answer. `honest` is called only if the request reaches the service behind
 * the fault: a token whose answer gets lost was issued all the same.
 */
export function injectFault(fault: HttpFault, honest: () => Answer): Answer {
  switch (fault.kind) {
    case 'bad-gateway':
      return { status: 502, body: BAD_GATEWAY, headers: { 'content-type': 'text/html; charset=utf-8' } };
    case 'rate-limit-storm':
      return refusal(fault.status ?? 500, RATE_LIMITED.code, RATE_LIMITED.message);
    case 'fixed-answer':
      return { status: fault.status ?? 500, body: fault.body ?? '' };
    case 'empty-body':
      return { ...honest(), body: '' };
    case 'truncated-json': {
      const answer = honest();
      return { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) };
    }
    case 'huge-body': {
      const answer = honest();
      return { ...answer, body: answer.body + ' '.repeat(fault.bytes ?? 10 * 1024 * 1024) };
    }
    case 'wrong-content-type': {
      const answer = honest();
      return { ...answer, headers: { ...answer.headers, 'content-type': 'text/html; charset=utf-8' } };
    }
    case 'slow-answer':
    case 'hung-answer':
    case 'connection-reset':
      return honest();
  }
}

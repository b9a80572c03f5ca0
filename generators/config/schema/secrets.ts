import type { FormatProblem, StringFormat } from './format.ts';

/** Tokens contain no words: they are long, with digits, or have a known prefix. */
const TOKEN =
  /^(?=[^/]*\d)(?:[0-9a-f]{16,}|[A-Za-z0-9_-]{24,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$|^(?:xox[a-z]-|xapp-)/i;

/** Hosts whose addresses are secrets: whoever knows one may post there. */
const SECRET_HOSTS =
  /(?:^|\.)(?:hooks\.slack\.com|hc-ping\.com|nosnch\.in|webhook\.office\.com|discord\.com)$/;

const IN_THE_CLEAR = 'is the secret itself, or looks like one';

/** The name of a key in a Kubernetes Secret, and of the file that it is mounted as. */
export const secretKey: StringFormat = {
  expected: 'the name of a key of the Secret, such as `pages-slack-url`',
  reason: 'This file is committed, so everybody who reads the repository could use it.',
  pattern: '^[A-Za-z0-9][-._A-Za-z0-9]{0,252}$',
  problem(value): FormatProblem | undefined {
    if (/:\/\//.test(value) || TOKEN.test(value)) return { detail: IN_THE_CLEAR };
    if (/^[A-Za-z0-9][-._A-Za-z0-9]{0,252}$/.test(value)) return undefined;
    return { detail: 'is not one: at most 253 letters, digits, `-`, `_` and `.`' };
  },
};

/** An address that is not a secret. */
export const publicUrl: StringFormat = {
  expected: 'an http or https URL that is not a secret, such as `https://heartbeat.example.com/observer`',
  reason:
    'This file is committed: an address that grants write access belongs in the Secret, and its name under `key`.',
  pattern: '^https?://[^\\s/?#@]+(?:/[^\\s?#@]*)?$',
  problem(value): FormatProblem | undefined {
    if (!/^https?:\/\/[^\s/?#]\S*$/.test(value) || !URL.canParse(value))
      return { detail: 'is not an http or https URL' };
    const { hostname, pathname } = new URL(value);
    if (value.includes('@')) return { detail: 'has a user or a password in it' };
    if (/[?#]/.test(value)) return { detail: 'has a query or a fragment, where secrets stand' };
    const hasToken = SECRET_HOSTS.test(hostname) || pathname.split('/').some((part) => TOKEN.test(part));
    return hasToken ? { detail: IN_THE_CLEAR } : undefined;
  },
};

import { describe, expect, it } from 'vitest';
import { classify } from '../protocol/error-codes.ts';
import { bench } from './testing/setup.ts';
import { withToken } from './with-token.ts';

interface Answer {
  readonly status: number;
  readonly body: string;
}

const isRejected = ({ status, body }: Answer) => classify(status, body)?.errorClass === 'token';

describe.each([500, 200, 401] as const)(
  'a request whose token is rejected with HTTP %i',
  (tokenErrorStatus) => {
    it('is repeated once with the next token', async () => {
      const { cache, account, simulator, pass } = await bench({ rest: { tokenErrorStatus } });
      const own = cache();
      let requests = 0;
      const quote = () =>
        withToken(
          own,
          async (token): Promise<Answer> => {
            requests += 1;
            const url = `${account.baseUrl}/uapi/domestic-stock/v1/quotations/inquire-price?FID_COND_MRKT_DIV_CODE=J&FID_INPUT_ISCD=${simulator.symbols[0]}`;
            const headers = {
              authorization: `Bearer ${token.value}`,
              appkey: account.appKey,
              appsecret: account.appSecret,
              tr_id: 'FHKST01010100',
              custtype: 'P',
            };
            const response = await fetch(url, { headers });
            return { status: response.status, body: await response.text() };
          },
          isRejected,
        );
      expect((await quote()).body).toContain('"rt_cd":"0"');
      simulator.start({ kind: 'expire-tokens' });
      await pass(70_000);
      expect((await quote()).body).toContain('"rt_cd":"0"');
      expect(requests).toBe(3);
      expect(simulator.journal.tokens.issued).toBe(2);
    });
  },
);

it('returns a second rejection, and makes no third request', async () => {
  const { cache } = await bench();
  let requests = 0;
  const answer = await withToken(
    cache(),
    async () => {
      requests += 1;
      return { status: 401, body: '' };
    },
    isRejected,
  );
  expect(answer.status).toBe(401);
  expect(requests).toBe(2);
});

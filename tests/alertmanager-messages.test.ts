import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { dump } from 'js-yaml';
import { describeReleases } from 'test-support/describe-releases';
import { requireTool } from 'test-support/tools';
import { describe, expect, it } from 'vitest';
import { standardRouting } from '../generators/define/routing.ts';
import { alertmanagerFile } from '../generators/render/alertmanager/alertmanager.ts';
import { startAlertmanager } from './support/alertmanager.ts';
import { type Labels, type PostedAlert, postAlerts } from './support/alertmanager-api.ts';
import { libraryEnvironment } from './support/library-path.ts';
import { type ReceiverStandIn, startReceiverStandIn } from './support/receiver-stand-in.ts';
import { run } from './support/run.ts';
import { type SlackAttachment, slackPage } from './support/slack-page.ts';
import { startSmtpStandIn } from './support/smtp-stand-in.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

const GRAFANA = 'https://grafana.example.com/d/shop?viewPanel=1&var-namespace=shop-prod';
const RUNBOOK = 'https://example.com/runbooks/ShopTargetDown.md';

function alert(labels: Labels, annotations: Labels = {}, over: Partial<PostedAlert> = {}): PostedAlert {
  return {
    labels: {
      alertname: 'ShopTargetDown',
      namespace: 'shop-prod',
      service: 'shop',
      severity: 'critical',
      ...labels,
    },
    annotations: {
      summary: 'Scrapes of the shop fail.',
      description: 'shop-0 has not answered for 2 minutes.',
      runbook_url: RUNBOOK,
      dashboard_url: GRAFANA,
      ...annotations,
    },
    // Now: a group of older alerts does not wait for more.
    startsAt: new Date().toISOString(),
    ...over,
  };
}

/** The same alert, over now: Alertmanager refuses one that ends before it starts. */
function resolved(firing: PostedAlert): PostedAlert {
  return { ...firing, endsAt: new Date().toISOString() };
}

/** As Slack takes it; Alertmanager puts everything into one attachment. */
interface SlackPayload {
  readonly attachments: readonly SlackAttachment[];
}

await describeReleases(['alertmanager'], (release) => {
  /** An Alertmanager with generated receivers, all of which the stand-in is. */
  async function start(
    language: string,
    smarthost?: string,
  ): Promise<{ post(alerts: PostedAlert[]): Promise<void>; standIn: ReceiverStandIn }> {
    const standIn = await startReceiverStandIn();
    const secretDirectory = await temporaryDirectory();
    await writeFile(path.join(secretDirectory, 'pages-slack-url'), `${standIn.url}/pages`);
    await writeFile(path.join(secretDirectory, 'pages-pagerduty-key'), 'key');
    const config = alertmanagerFile(
      { ...standardRouting({ alerts: { labels: { service: 'shop' } } }), inhibitions: [] },
      {
        enabled: true,
        secret: 'shop-alertmanager',
        secretDirectory,
        applyConfig: false,
        receivers: {
          pages: {
            sendResolved: true,
            slack: { channel: '#pages', key: 'pages-slack-url' },
            ...(smarthost === undefined
              ? {}
              : { email: { to: 'team@example.com', from: 'alerts@example.com', smarthost, key: 'none' } }),
            pagerduty: { key: 'pages-pagerduty-key' },
          },
          tickets: { sendResolved: true, webhook: { url: `${standIn.url}/tickets` } },
          nobody: { sendResolved: false },
          heartbeat: { sendResolved: false, webhook: { url: `${standIn.url}/heartbeat` } },
        },
      },
      language,
    );
    const global = { pagerduty_url: `${standIn.url}/pagerduty`, smtp_require_tls: false };
    const text = dump({ global, ...config }, { lineWidth: -1, skipInvalid: true });
    const fast = text
      .replaceAll(/group_wait: 30s/g, 'group_wait: 1s')
      .replaceAll(/group_interval: 5m/g, 'group_interval: 1s');
    const server = await startAlertmanager({
      release,
      config: fast,
      args: ['--web.external-url=https://alertmanager.example.com'],
    });
    return { post: (alerts) => postAlerts(server, alerts), standIn };
  }

  async function slack(language: string, alerts: PostedAlert[]) {
    const { post, standIn } = await start(language);
    await post(alerts);
    // A busy machine may send the first of many alerts before the last has come.
    const count = alerts.length === 1 ? '' : `:${alerts.length}]`;
    const message = await standIn.waitFor(({ path: at, body }) => at === '/pages' && body.includes(count));
    return attachmentOf(message.body);
  }

  describe('a message in Slack', () => {
    it('says what is wrong, where, since when, and leads to runbook, panel and silence', async () => {
      expect(await slack('en', [alert({ job: 'shop' }, {}, { startsAt: '2026-11-24T01:02:03Z' })])).toEqual({
        title: '[FIRING] Scrapes of the shop fail.',
        fallback: '[FIRING] Scrapes of the shop fail.',
        title_link: GRAFANA,
        color: 'danger',
        text: [
          '`ShopTargetDown` · critical · shop-prod/shop',
          'shop-0 has not answered for 2 minutes.',
          'since <!date^1795482123^{date_short_pretty} {time}|2026-11-24 01:02 UTC>',
          `<${RUNBOOK}|Runbook> · <${GRAFANA.replace('&', '&amp;')}|Dashboard> · <https://alertmanager.example.com/#/silences/new?filter=%7Balertname%3D%22ShopTargetDown%22%2Cjob%3D%22shop%22%2Cnamespace%3D%22shop-prod%22%2Cservice%3D%22shop%22%2Cseverity%3D%22critical%22%7D|Silence>`,
        ].join('\n'),
      });
    });

    it('distinguishes alerts of one group with different summaries', async () => {
      const { title, text } = await slack('ko', [
        alert({ window: '1h' }, { summary: '한 시간', description: '예산의 2%' }),
        alert({ window: '6h' }, { summary: '여섯 시간', description: '예산의 5%' }),
      ]);
      expect(title).toBe('[발생:2] ShopTargetDown');
      expect(text).toContain('*한 시간*\n예산의 2%\nwindow=1h · 시작 <!date^');
      expect(text).toContain('*여섯 시간*\n예산의 5%\nwindow=6h · 시작 <!date^');
      expect(text).toContain('|런북> · ');
      expect(text).toContain('|알림 끄기>');
    });

    it('says what is over', async () => {
      const { post, standIn } = await start('en');
      const firing = alert({ pod: 'a' });
      await post([firing]);
      await standIn.waitFor(({ path: at }) => at === '/pages');
      await post([resolved(firing)]);
      const { body } = await standIn.waitFor(
        ({ path: at, body: each }) => at === '/pages' && each.includes('RESOLVED'),
      );
      expect(attachmentOf(body)).toMatchObject({
        title: '[RESOLVED] Scrapes of the shop fail.',
        color: 'good',
        text: expect.stringContaining('✓ RESOLVED: Scrapes of the shop fail.'),
      });
    });

    it('lets no text of an alert mention people, forge a link, or end one', async () => {
      const { title, text } = await slack('en', [
        alert(
          { evil: '<!here>&"\\|+ 한국' },
          {
            summary: '<!channel> & <https://evil.example.com|Runbook>',
            runbook_url: 'https://a.example.com/|x>',
          },
        ),
      ]);
      expect(title).toBe('[FIRING] &lt;!channel&gt; &amp; &lt;https://evil.example.com|Runbook&gt;');
      expect(text).toContain('<https://a.example.com/%7Cx&gt;|Runbook>');
      expect(text).not.toContain('<!here>');
      const silence = /<(https:\/\/alertmanager[^|>]*)\|Silence>/.exec(text)?.[1] ?? '';
      expect(decodeURIComponent(silence)).toContain(String.raw`evil="<!here>&\"\\|+ 한국"`);
    });

    it('stays short with many alerts and long texts', async () => {
      const many = Array.from({ length: 100 }, (_, index) =>
        alert(
          { pod: `shop-${index}-${'x'.repeat(500)}` },
          { summary: `${index} ${'가'.repeat(3000)}`, description: '&'.repeat(10_000) },
        ),
      );
      const { title, text } = await slack('en', many);
      expect(title).toBe('[FIRING:100] ShopTargetDown');
      expect(text).toContain('… and 92 more');
      expect(text.replaceAll('&amp;', '&').length).toBeLessThan(8000);
    });
  });

  it.runIf(process.env.MODE === 'pictures' && release === 'newest')(
    'draws the messages for docs/routing.md',
    async () => {
      const observer = { namespace: 'observer-prod', service: 'observer', team: 'observer' };
      const down = alert(
        { ...observer, alertname: 'ObserverTargetDown', instance: '10.0.3.17:8000' },
        {
          summary: 'Observer 메트릭을 수집할 수 없음',
          description: '10.0.3.17:8000의 /metrics 스크레이프가 계속 실패합니다.',
        },
      );
      const burn = (window: string, summary: string, description: string) =>
        alert(
          { ...observer, alertname: 'ObserverErrorBudgetBurn', slo: 'http-availability', long: window },
          { summary, description },
        );
      const { post, standIn } = await start('ko');
      await post([down]);
      await standIn.waitFor(({ body }) => body.includes('TargetDown') && body.includes('attachments'));
      await post([resolved(down)]);
      await standIn.waitFor(({ body }) => body.includes('[해소]') && body.includes('attachments'));
      await post([
        burn(
          '1h',
          'HTTP 가용성: 최근 1시간 속도면 7일 오류 예산이 12.5시간 안에 소진됨',
          '최근 1시간 소진 속도 21.3배 (임계값 13.44배)',
        ),
        burn(
          '6h',
          'HTTP 가용성: 최근 6시간 속도면 7일 오류 예산이 2일 안에 소진됨',
          '최근 6시간 소진 속도 7.9배 (임계값 5.6배)',
        ),
      ]);
      await standIn.waitFor(({ body }) => body.includes('ErrorBudgetBurn') && body.includes('attachments'));
      const english = await slack('en', [alert({ instance: '10.0.3.18:8000' })]);
      const korean = standIn.received
        .filter(({ path: at }) => at === '/pages')
        .map(({ body }) => attachmentOf(body));
      const page = path.join(await temporaryDirectory(), 'slack.html');
      await writeFile(page, await slackPage([...korean, english]));
      const chromium = await requireTool('chromium');
      const picture = path.resolve(import.meta.dirname, '../docs/images/slack-messages.png');
      const { code, stderr } = await run(
        chromium,
        [
          '--no-sandbox',
          '--hide-scrollbars',
          '--allow-file-access-from-files',
          '--window-size=800,672',
          `--screenshot=${picture}`,
          `file://${page}`,
        ],
        { env: { ...process.env, ...(await libraryEnvironment(chromium)) } },
      );
      expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    },
  );

  it('writes a mail with the same, in which texts of alerts are text', async () => {
    const smtp = await startSmtpStandIn();
    const { post } = await start('ko', smtp.address);
    await post([alert({ pod: 'a' }, { description: '<b onload=x>굵게</b> & 끝' })]);
    await expect.poll(() => smtp.mails.length, { timeout: 30_000 }).toBe(1);
    const mail = decodeMail(smtp.mails[0] ?? '');
    expect(mail).toContain('[발생] Scrapes of the shop fail.');
    expect(mail).toContain('&lt;b onload=x&gt;굵게&lt;/b&gt; &amp; 끝');
    expect(mail).toContain(`<a href="${RUNBOOK}">런북</a>`);
    expect(mail).toContain('shop-prod/shop');
  });

  it('sends PagerDuty the same, and never resolves the heartbeat', async () => {
    const { post, standIn } = await start('en');
    const heartbeat = { alertname: 'ShopWatchdog', severity: 'none' };
    const firing = [alert({ job: 'shop' }), alert(heartbeat)];
    await post(firing);
    const { body } = await standIn.waitFor(({ path: at }) => at === '/pagerduty');
    expect(JSON.parse(body).payload).toMatchObject({
      summary: '[FIRING] Scrapes of the shop fail.',
      severity: 'critical',
      custom_details: { where: 'shop-prod/shop', runbook: RUNBOOK, dashboard: GRAFANA },
    });
    await standIn.waitFor(({ path: at }) => at === '/heartbeat');
    await post(firing.map(resolved));
    await standIn.waitFor(({ body: each }) => each.includes('RESOLVED'));
    const beats = standIn.received.filter(({ path: at }) => at === '/heartbeat');
    expect(beats.map((beat) => JSON.parse(beat.body).status)).toEqual(['firing']);
  });
});

function attachmentOf(body: string) {
  const { attachments }: SlackPayload = JSON.parse(body);
  const [attachment] = attachments;
  if (attachment === undefined) throw new Error(`no attachment in ${body}`);
  const { title, title_link, text, fallback, color } = attachment;
  return { title, title_link, text, fallback, color };
}

/** The header and the body in plain text: words of the header in base64 or quoted-printable, the body in the latter. */
function decodeMail(mail: string): string {
  const quotedPrintable = (text: string) =>
    Buffer.from(
      text
        .replaceAll(/=\n/g, '')
        .replaceAll(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
      'latin1',
    ).toString('utf8');
  const words = mail
    .replaceAll(/\?=\s+=\?utf-8\?q\?/gi, '')
    .replaceAll(/=\?utf-8\?q\?([^?]*)/gi, (_, word: string) => quotedPrintable(word.replaceAll('_', ' ')));
  return `${words}\n${quotedPrintable(mail)}`;
}

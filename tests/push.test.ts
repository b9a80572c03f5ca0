import { describe, expect, test } from 'vitest';
import {
  type GrafanaMajor,
  type GrafanaStandIn,
  startGrafanaStandIn,
  TOKEN,
} from './support/grafana-stand-in.ts';
import { object, objectsAt } from './support/json.ts';
import { answerWith, startStandIn } from './support/stand-in.ts';
import { makeWorkspace, WHOLE_PROJECT, type Workspace } from './support/workspace.ts';

const SERVERS: readonly { readonly major: GrafanaMajor; readonly format: 'classic' | 'v2' }[] = [
  { major: 11, format: 'classic' },
  { major: 12, format: 'classic' },
  { major: 13, format: 'classic' },
  { major: 13, format: 'v2' },
];

async function makePusher(
  url: string,
  format: 'classic' | 'v2' = 'classic',
): Promise<{ workspace: Workspace; push: (...args: string[]) => ReturnType<Workspace['oac']> }> {
  const workspace = await makeWorkspace();
  await workspace.write('token', `${TOKEN}\n`);
  const push = async (...args: string[]) => {
    const result = await workspace.oac([
      ...['push', '--grafana', url, '--token-file', 'token'],
      ...(format === 'v2' ? ['--v2'] : []),
      ...args,
    ]);
    expect(result.stdout + result.stderr).not.toContain(TOKEN);
    return result;
  };
  return { workspace, push };
}

const onlyDashboard = ({ dashboards }: GrafanaStandIn) => {
  const [entry] = [...dashboards];
  if (entry === undefined) throw new Error('nothing was saved');
  return { uid: entry[0], stored: entry[1] };
};

/** A dashboard that Grafana 13 stores as v2. */
async function pushedAsV2() {
  const grafana = await startGrafanaStandIn(13);
  const pusher = await makePusher(grafana.url, 'v2');
  await pusher.push();
  return { grafana, ...pusher, ...onlyDashboard(grafana) };
}

describe.each(SERVERS)(
  'oac push of a $format dashboard, against the documented conditions of Grafana $major,',
  ({ major, format }) => {
    test('creates folder and dashboard, and afterwards finds nothing to do', async () => {
      const grafana = await startGrafanaStandIn(major);
      const { push } = await makePusher(grafana.url, format);

      const first = await push();
      const second = await push();

      const { uid, stored } = onlyDashboard(grafana);
      expect(first).toMatchObject({ code: 0, stdout: `created: ${uid}\n` });
      expect(second).toMatchObject({ code: 0, stdout: `unchanged: ${uid}\n` });
      expect([...grafana.folders.values()]).toEqual(['Observer']);
      expect(stored).toMatchObject({
        version: 1,
        message: expect.stringMatching(/^observability-as-code [0-9a-f]{12}$/),
      });
    });

    test('refuses to replace a version that somebody saved by hand, unless told to', async () => {
      const grafana = await startGrafanaStandIn(major);
      const { push } = await makePusher(grafana.url, format);
      await push();
      const { stored } = onlyDashboard(grafana);
      Object.assign(stored, {
        model: { ...stored.model, title: '내 대시보드' },
        version: 2,
        message: '',
        createdBy: 'kim',
      });

      const refused = await push();
      const overwritten = await push('--overwrite');

      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain('grafana/edited');
      expect(refused.stderr).toContain('kim has saved it in Grafana since it was pushed (version 2)');
      expect(overwritten).toMatchObject({ code: 0, stdout: expect.stringContaining('내 대시보드 → ') });
      expect(onlyDashboard(grafana).stored).toMatchObject({ version: 3, createdBy: 'sa-oac' });
    });
  },
);

describe.each(['classic', 'v2'] as const)('oac push of a %s dashboard', (format) => {
  test('uploads the dashboards of a fleet, those of each service and those of all of them', async () => {
    const grafana = await startGrafanaStandIn(13);
    const { workspace, push } = await makePusher(grafana.url, format);
    // It has objectives.
    await workspace.write('observability.ts', WHOLE_PROJECT);
    await workspace.write(
      'observability.yaml',
      JSON.stringify({
        grafana: { url: grafana.url },
        runbooks: { url: 'https://example.com/runbooks' },
        services: { quotes: { namespace: 'quotes' }, trades: { namespace: 'trades' } },
      }),
    );

    const uids = ['quotes-prod', 'trades-prod', 'fleet-overview-prod', 'fleet-objectives-prod'];
    expect(await push()).toMatchObject({
      code: 0,
      stdout: uids.map((uid) => `created: ${uid}\n`).join(''),
    });
    expect([...grafana.folders.values()].sort()).toEqual(['Fleet', 'Quotes', 'Trades']);
  });

  test('with --dry-run says what would change, changes nothing, and is exit code 1', async () => {
    const grafana = await startGrafanaStandIn(13);
    const { workspace, push } = await makePusher(grafana.url, format);
    await push();
    const before = structuredClone(onlyDashboard(grafana).stored);
    const text = await workspace.read('observability.yaml');
    await workspace.write('observability.yaml', text.replace('httpErrorRatio: 0.05', 'httpErrorRatio: 0.02'));

    const dry = await push('--dry-run');
    const json = await push('--dry-run', '--json');

    expect(dry).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        format === 'v2'
          ? /^would be updated: .*\n(?:.*\n)*.*thresholds.*: 0\.05 → 0\.02\n/
          : /^would be updated: .*\n(?:.*\n)*.*thresholds: .*5 %.* → .*2 %/,
      ),
    });
    expect(objectsAt(object(JSON.parse(json.stdout)), 'dashboards')).toMatchObject([{ action: 'updated' }]);
    expect(onlyDashboard(grafana).stored).toEqual(before);

    expect(await push()).toMatchObject({ code: 0 });
    expect(onlyDashboard(grafana).stored.version).toBe(2);
  });

  test('says who owns a provisioned dashboard', async () => {
    const grafana = await startGrafanaStandIn(13);
    const { push } = await makePusher(grafana.url, format);
    await push();
    const { stored } = onlyDashboard(grafana);
    Object.assign(stored, { isProvisioned: true, message: '', model: { ...stored.model, tags: ['5s'] } });

    const { code, stderr } = await push();

    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('grafana/provisioned') });
  });

  test('tries again while Grafana is restarting', async () => {
    const grafana = await startGrafanaStandIn(13);
    const { push } = await makePusher(grafana.url, format);
    grafana.failures.push(503, 502);

    expect(await push()).toMatchObject({ code: 0, stdout: expect.stringContaining('created: ') });
  });

  test('saves once even if the connection breaks after the save', async () => {
    const grafana = await startGrafanaStandIn(13);
    const { push } = await makePusher(grafana.url, format);
    grafana.breaksAfterSave = true;

    const { code } = await push();

    expect(code).toBe(0);
    expect(onlyDashboard(grafana).stored.version).toBe(1);
  });
});

describe('oac push', () => {
  test.each([
    {
      status: 400,
      body: { message: 'Dashboard refresh interval is too low' },
      says: 'min_refresh_interval',
      code: 2,
    },
    { status: 401, body: { message: 'Invalid API key' }, says: 'grafana/denied', code: 2 },
    { status: 403, body: { message: 'Access denied' }, says: 'grafana/denied', code: 2 },
    { status: 409, body: { message: 'conflict' }, says: 'grafana/conflict', code: 1 },
    {
      status: 412,
      body: { message: 'changed', status: 'version-mismatch' },
      says: 'grafana/conflict',
      code: 1,
    },
    { status: 500, body: { message: 'Failed to save dashboard' }, says: 'grafana/refused', code: 2 },
    { status: 500, body: '<html>', says: 'grafana/answer', code: 2 },
    { status: 302, body: '', says: 'grafana/answer', code: 2 },
  ])('explains the answer $status $body.message to a save', async ({ status, body, says, code }) => {
    const { url } = await startStandIn((request, response) => {
      if (request.method === 'POST' && request.url === '/api/dashboards/db') {
        if (typeof body === 'string')
          response.writeHead(status, { location: 'http://127.0.0.1:1/?ticket=geheim' }).end(body);
        else answerWith(response, status, body);
      } else if (request.url?.startsWith('/api/folders') === true)
        answerWith(response, 200, [{ uid: 'f', title: 'Observer' }]);
      else answerWith(response, 404, { message: 'Dashboard not found' });
    });
    const { push } = await makePusher(url);

    const result = await push();

    expect(result.stderr).toContain(says);
    expect(result.stderr).not.toContain('geheim');
    expect(result.code).toBe(code);
  });

  test.each([
    { what: 'a page instead of an API', answer: '<html>Sign in</html>' },
    { what: 'another API', answer: '{"status":"success"}' },
  ])('takes $what for no Grafana', async ({ answer }) => {
    const { url } = await startStandIn((_, response) => response.end(answer));
    const { push } = await makePusher(url);

    expect(await push()).toMatchObject({ code: 2, stderr: expect.stringContaining('grafana/answer') });
  });

  test.each([
    { what: 'a Grafana without this API', major: 12 as const, args: [] },
    { what: 'another namespace', major: 13 as const, args: ['--namespace', 'org-2'] },
  ])('of a v2 dashboard explains $what', async ({ major, args }) => {
    const grafana = await startGrafanaStandIn(major);
    const { push } = await makePusher(grafana.url, args.length === 0 ? 'v2' : 'classic');

    expect(await push(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining('grafana/no-v2') });
  });

  test('with --v2 finds a field that somebody has added by hand', async () => {
    const { push, stored } = await pushedAsV2();
    Object.assign(stored, {
      model: { ...stored.model, preferences: {} },
      version: 2,
      message: '',
      createdBy: 'kim',
    });

    expect(await push()).toMatchObject({ code: 1, stderr: expect.stringContaining('grafana/edited') });
    expect(await push('--dry-run', '--overwrite')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('preferences: {} → none'),
    });
  });

  test('with --v2 removes a field that is no longer generated', async () => {
    const { push, stored } = await pushedAsV2();
    // As an earlier push would have left it.
    Object.assign(stored, {
      model: { ...stored.model, preferences: {} },
      message: 'observability-as-code 000000000000',
    });

    expect(await push()).toMatchObject({ code: 0, stdout: expect.stringMatching(/^updated: /) });
    expect(await push()).toMatchObject({ code: 0, stdout: expect.stringMatching(/^unchanged: /) });
  });

  test('with --v2 needs no right to read the folder', async () => {
    const { grafana, push } = await pushedAsV2();
    grafana.hidesFolders = true;

    expect(await push()).toMatchObject({ code: 0, stdout: expect.stringMatching(/^unchanged: /) });
  });

  test('with --v2 says that Git Sync owns a dashboard', async () => {
    const { push, stored } = await pushedAsV2();
    Object.assign(stored, {
      isProvisioned: true,
      manager: 'repo',
      message: '',
      version: 2,
      model: { ...stored.model, tags: [] },
    });

    expect(await push()).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Git Sync provisions this dashboard'),
    });
  });

  test('without --v2 leaves a dashboard alone that was pushed with it', async () => {
    const { grafana } = await pushedAsV2();
    const { push } = await makePusher(grafana.url);

    expect(await push()).toMatchObject({ code: 2, stderr: expect.stringContaining('grafana/stored-as-v2') });
    expect(onlyDashboard(grafana).stored).toMatchObject({ format: 'v2', version: 1 });
  });

  test('with --v2 is told of somebody who saves at the same moment', async () => {
    const { grafana, workspace, push, stored } = await pushedAsV2();
    const text = await workspace.read('observability.yaml');
    await workspace.write('observability.yaml', text.replace('httpErrorRatio: 0.05', 'httpErrorRatio: 0.02'));
    // After the dashboard and its last version are read, before it is saved.
    grafana.onFolders = () => Object.assign(stored, { version: 2, message: '', createdBy: 'kim' });

    expect(await push()).toMatchObject({ code: 1, stderr: expect.stringContaining('grafana/conflict') });
  });

  test('reports that nothing listens', async () => {
    const { push } = await makePusher('http://127.0.0.1:1');

    expect(await push()).toMatchObject({ code: 2, stderr: expect.stringContaining('grafana/unreachable') });
  });

  test('does not print a token that no header can hold', async () => {
    const { workspace, push } = await makePusher('http://127.0.0.1:1');
    await workspace.write('token', 'two\nsecrets');

    const { code, stderr } = await push();

    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('grafana/token') });
    expect(stderr).not.toContain('secrets');
  });
});

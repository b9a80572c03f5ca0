import { expect } from 'vitest';
import { TOKEN } from '../support/grafana-stand-in.ts';
import { type JsonObject, object, objectsAt } from '../support/json.ts';
import { answerWith, startStandIn } from '../support/stand-in.ts';
import { configurationWith, makeWorkspace } from '../support/workspace.ts';

/** Runs `oac doctor` for a deployment whose namespace is the name of the sabotage. */
export async function examine(
  url: string,
  {
    configuration = {},
    args = [],
    env = {},
    files = {},
  }: {
    configuration?: JsonObject;
    args?: string[];
    env?: Record<string, string>;
    /** Definitions other than those of a workspace. */
    files?: Readonly<Record<string, string>>;
  } = {},
) {
  const workspace = await makeWorkspace({
    'observability.yaml': await configurationWith(configuration),
    ...files,
  });
  await workspace.write('token', TOKEN);
  const result = await workspace.oac(['doctor', '--prometheus', url, '--json', ...args], { env });
  expect(result.stdout + result.stderr).not.toContain(TOKEN);
  const report = object(JSON.parse(result.stdout));
  return { ...result, found: objectsAt(report, 'diagnostics') };
}

export const inNamespace = (namespace: string): JsonObject => ({ environments: { prod: { namespace } } });
/** A Prometheus that says of itself what the test wants; everything else is empty. */
export const startFakePrometheus = (answers: Readonly<Record<string, unknown>>, skew = 0) =>
  startStandIn((request, response) => {
    const endpoint = (request.url ?? '').replace(/^\/api\/v1\//, '').replace(/\?.*/, '');
    response.setHeader('date', new Date(Date.now() + skew * 1000).toUTCString());
    answerWith(response, 200, {
      status: 'success',
      data: answers[endpoint] ?? (endpoint === 'query' ? { resultType: 'vector', result: [] } : {}),
    });
  });

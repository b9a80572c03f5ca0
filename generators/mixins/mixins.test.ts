import { RELEASES } from 'test-support/fetch/catalogue';
import { requireTool } from 'test-support/tools';
import { expect, it } from 'vitest';
import { nodeMetrics, processMetrics } from '../contract/index.ts';
import type { Project } from '../define/project.ts';
import { httpThresholds } from './http/index.ts';
import {
  podMetrics,
  podRow,
  podRules,
  podThresholds,
  podVariable,
  volumeMetrics,
  volumeRow,
  volumeRules,
  volumeThresholds,
} from './kubernetes/index.ts';
import { nodeProcess, nodeThresholds } from './node/index.ts';
import { postgresMetrics, postgresRow, postgresRules, postgresThresholds } from './postgres/index.ts';
import {
  findingsIn,
  requestDuration,
  requests,
  shop,
  shopConfig,
  shopHttp,
  shopProject,
} from './testing/shop.ts';

const processContract = { ...processMetrics(shop), ...nodeMetrics(shop) };
const shopProcess = nodeProcess(processContract);

const projects: readonly (readonly [string, Project])[] = [
  [
    'pods',
    shopProject({
      metrics: podMetrics,
      thresholds: podThresholds,
      rows: [podRow()],
      variables: (config) => [podVariable(config)],
      rules: (context) => [{ name: 'shop-pods', rules: podRules(context) }],
    }),
  ],
  [
    'volumes',
    shopProject({
      metrics: volumeMetrics,
      thresholds: volumeThresholds,
      rows: [volumeRow()],
      rules: (context) => [{ name: 'shop-volumes', rules: volumeRules(context) }],
    }),
  ],
  [
    'PostgreSQL',
    shopProject({
      metrics: postgresMetrics,
      thresholds: postgresThresholds,
      rows: [postgresRow()],
      rules: (context) => [{ name: 'shop-postgres', rules: postgresRules(context) }],
    }),
  ],
  [
    'HTTP',
    shopProject({
      metrics: [requests, requestDuration],
      thresholds: httpThresholds,
      rows: [shopHttp.row()],
      rules: (context) => [{ name: 'shop-http', rules: shopHttp.rules(context) }],
    }),
  ],
  [
    'a Node process',
    shopProject({
      metrics: Object.values(processContract),
      thresholds: nodeThresholds,
      rows: [shopProcess.row()],
      rules: (context) => [{ name: 'shop-process', rules: shopProcess.rules(context) }],
    }),
  ],
  ['nothing else', shopProject({ metrics: [], thresholds: {}, rows: [], rules: () => [] })],
];

// Each with one of the versions in turn: the observer's rules, of the same mixins, are tried with both.
it.each(projects.map(([name, project], index) => [name, project, RELEASES[index % 2]] as const))(
  'pass all checks and their own tests: a project that is up, and %s',
  { timeout: 120_000 },
  async (_, project, release) => {
    const promtool = await requireTool('promtool', { release });
    expect(await findingsIn(project, shopConfig(project), promtool)).toEqual([]);
  },
);

import { expect, it } from 'vitest';
import { startPrometheus } from '../../../tests/support/prometheus.ts';
import { shopService } from '../../config/test-configuration.ts';

import { dashboardScope } from '../../define/scope.ts';
import { deploymentAnnotation } from './dashboard.ts';

const START = Date.UTC(2026, 10, 26) / 1000;
const CHANGES = 12;
/** A multiple neither of the scrape interval nor of the graph's step. */
const APART = 71;
const SCRAPE = 30;
const STEP = 60;

/** The generation of a Deployment that changes twelve times, scraped every 30 seconds. */
function history(): string {
  const lines = ['# TYPE kube_deployment_status_observed_generation gauge'];
  for (let time = START - 600; time <= START + CHANGES * APART + 600; time += SCRAPE) {
    const generation = Math.min(CHANGES, Math.max(0, Math.floor((time - START) / APART)));
    lines.push(
      `kube_deployment_status_observed_generation{namespace="shop-prod",job="kube-state-metrics",deployment="shop"} ${generation} ${time}`,
    );
  }
  return `${lines.join('\n')}\n# EOF\n`;
}

it('shows every change of a Deployment once, wherever the points of the graph are', async () => {
  const server = await startPrometheus({ history: history() });
  const query = deploymentAnnotation(dashboardScope(shopService))
    .query.replaceAll('$namespace', 'shop-prod')
    .replaceAll('$__interval', `${STEP}s`);
  for (const phase of [0, 7, 29, 44]) {
    const first = START - 300 + phase;
    const found: number[] = [];
    for (let time = first; time <= START + CHANGES * APART + 300; time += STEP) {
      const { samples } = await server.query(query, time);
      found.push(...samples.map(() => time));
    }
    expect(found, `points ${phase} seconds after the minute`).toHaveLength(CHANGES);
  }
});

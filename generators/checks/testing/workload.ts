import type { RenderedService } from '../../compile/model.ts';
import type { ServiceConfig, WorkloadConfig } from '../../config/config.ts';
import { shopService } from '../../config/test-configuration.ts';
import type { WorkloadDefinition } from '../../define/workload.ts';
import { serviceMonitor } from '../../render/kubernetes/manifests.ts';
import { workloadManifests } from '../../render/kubernetes/workload/index.ts';
import type { Check } from '../check.ts';
import { serviceWith } from './service.ts';

/** A shop that writes to one volume and connects to a bank. */
export const shopWorkload: WorkloadDefinition = {
  arguments: ['serve'],
  port: { name: 'web', number: 8080 },
  user: 10_001,
  paths: ['/live', '/ready', '/metrics'],
  probes: {
    startup: { path: '/live', periodSeconds: 5, timeoutSeconds: 1, failureThreshold: 30 },
    readiness: { path: '/ready', periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 3 },
    liveness: { path: '/live', periodSeconds: 20, timeoutSeconds: 2, failureThreshold: 3 },
  },
  drain: '20s',
  scratch: { path: '/tmp', size: '16Mi' },
  volumes: { stock: { mountPath: '/var/lib/shop', size: '1Gi', description: 'What is in stock.' } },
  resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '1', memory: '128Mi' } },
  environment: ({ app }) => ({ SHOP_NAME: app, SHOP_STOCK_DIR: '/var/lib/shop/stock' }),
  secrets: [{ name: 'BANK_KEY' }, { name: 'COUPON_KEY', isOptional: true }],
  externalCalls: () => [{ what: 'the bank', ports: [8443] }],
};

export const shopSettings: WorkloadConfig = {
  enabled: true,
  image: 'registry.example.com/shop:1.0.0',
  secret: 'shop-secrets',
  resources: shopWorkload.resources,
  volumes: { stock: { size: '1Gi' } },
  environment: {},
  network: { prometheusNamespace: 'monitoring', clients: [], connections: [] },
};

export interface ShopParts {
  readonly definition?: Partial<WorkloadDefinition>;
  readonly settings?: Partial<WorkloadConfig>;
  readonly config?: Partial<ServiceConfig>;
}

/**
 * The deployed shop, correct except for the given parts.
 *
 * @param edits pairs of text in the manifests and its replacement, for mistakes that no configuration can
 *   cause. Both are JSON; a text that is not found fails the test.
 */
export function shopWith(parts: ShopParts = {}, edits: readonly (readonly [string, string])[] = []) {
  const definition: WorkloadDefinition = { ...shopWorkload, ...parts.definition };
  const shop: ServiceConfig = {
    ...shopService,
    ...parts.config,
    workload: { ...shopSettings, ...parts.settings },
  };
  const manifests: RenderedService['manifests'] = {
    'shop-servicemonitor.yaml': [serviceMonitor(shop)],
    ...workloadManifests(definition, shop),
  };
  const compiled = serviceWith({ config: shop, manifests: edited(manifests, edits) });
  return { ...compiled, project: { ...compiled.project, workload: definition } };
}

/** The findings of a check for the shop. */
export function said(
  check: Check,
  parts: ShopParts = {},
  edits: readonly (readonly [string, string])[] = [],
) {
  return check.run(shopWith(parts, edits)).map(({ message }) => message);
}

function edited(
  manifests: RenderedService['manifests'],
  edits: readonly (readonly [string, string])[],
): RenderedService['manifests'] {
  let text = JSON.stringify(manifests);
  for (const [from, to] of edits) {
    if (!text.includes(from)) throw new RangeError(`no manifest has ${from}`);
    text = text.replace(from, to);
  }
  return JSON.parse(text);
}

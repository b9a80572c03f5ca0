import { defineCheck } from '../check.ts';
import { fieldsAt, listAt, manifestPlace, textAt, valueAt } from '../kubernetes/manifests.ts';
import { ofKind, workloadsOf } from './parts.ts';

const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const;

export const probe = defineCheck({
  code: 'workload/probe',
  severity: 'error',
  title: 'Probes and scrapes use ports and paths that the service serves',
  reason: 'A failing probe removes the pod from the Service or restarts it in a loop',
  page: {
    details:
      'A startup, readiness or liveness probe is missing, or uses a port or path that is not in the workload definition. The check also covers the path of the ServiceMonitor, `service.metricsPath`.',
    impact:
      'A failing probe removes the pod from the Service or restarts it in a loop. A failing scrape makes a healthy service look down.',
    example: {
      language: 'yaml',
      bad: `readinessProbe:
  httpGet: { path: /readyz, port: http }`,
      good: `readinessProbe:
  httpGet: { path: /ready, port: http }`,
    },
  },
  *find(service) {
    for (const workload of workloadsOf(service)) {
      const { definition, deployment } = workload;
      const answered = `The service serves ${definition.paths.join(', ')}`;
      const place = manifestPlace(deployment);
      for (const container of workload.containers) {
        const ports = listAt(container, 'ports').flatMap(({ name, containerPort }) => [name, containerPort]);
        for (const name of PROBES) {
          const request = fieldsAt(container, name, 'httpGet');
          if (request === undefined) {
            yield {
              place,
              message: `the container has no HTTP ${name}`,
              reason: 'Kubernetes cannot distinguish a healthy pod from a hung one',
              remedy: `Declare the ${name.replace('Probe', '')} probe of the workload`,
            };
            continue;
          }
          const path = textAt(request, 'path') ?? '/';
          const port = valueAt(request, ['port']);
          if (!definition.paths.includes(path)) {
            yield {
              place,
              message: `the ${name} requests ${path}, which the service does not serve`,
              remedy: answered,
            };
          }
          if (!ports.includes(port)) {
            yield {
              place,
              message: `the ${name} uses the port ${JSON.stringify(port)}, which the container does not have`,
              remedy: `Use one of ${ports.map((each) => JSON.stringify(each)).join(', ')}`,
            };
          }
        }
      }
      for (const monitor of ofKind(workload, 'ServiceMonitor')) {
        for (const endpoint of listAt(monitor.object, 'spec', 'endpoints')) {
          const path = textAt(endpoint, 'path') ?? '/metrics';
          if (definition.paths.includes(path)) continue;
          yield {
            place: manifestPlace(monitor),
            message: `it scrapes ${path}, which the service does not serve`,
            reason: 'Prometheus reports the target as down although the service is healthy',
            remedy: `${answered}; change service.metricsPath in the configuration`,
          };
        }
      }
    }
  },
});

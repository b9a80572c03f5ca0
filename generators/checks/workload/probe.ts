import { defineCheck } from '../check.ts';
import { fieldsAt, listAt, manifestPlace, textAt, valueAt } from '../kubernetes/manifests.ts';
import { ofKind, workloadsOf } from './parts.ts';

const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const;

export const probe = defineCheck({
  code: 'workload/probe',
  severity: 'error',
  title: 'Probes and scrapes ask at ports and paths that the service answers',
  reason: 'A probe that gets no good answer keeps the pod out of the Service, or ends it again and again',
  page: {
    details:
      'A startup, readiness or liveness probe is missing, or asks at a port or for a path that is not among those of the workload definition. The same holds for the path of the ServiceMonitor, `service.metricsPath`.',
    impact:
      'A probe that gets no good answer keeps the pod out of the Service, or ends it again and again. A scrape that gets none makes a working service look down.',
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
      const answered = `The service answers ${definition.paths.join(', ')}`;
      const place = manifestPlace(deployment);
      for (const container of workload.containers) {
        const ports = listAt(container, 'ports').flatMap(({ name, containerPort }) => [name, containerPort]);
        for (const name of PROBES) {
          const request = fieldsAt(container, name, 'httpGet');
          if (request === undefined) {
            yield {
              place,
              message: `there is no ${name} that asks by HTTP`,
              reason: 'Kubernetes cannot tell a pod that works from one that hangs',
              remedy: `Declare the ${name.replace('Probe', '')} probe of the workload`,
            };
            continue;
          }
          const path = textAt(request, 'path') ?? '/';
          const port = valueAt(request, ['port']);
          if (!definition.paths.includes(path)) {
            yield {
              place,
              message: `the ${name} asks for ${path}, which the service does not answer`,
              remedy: answered,
            };
          }
          if (!ports.includes(port)) {
            yield {
              place,
              message: `the ${name} asks at the port ${JSON.stringify(port)}, which the container does not have`,
              remedy: `Ask at one of ${ports.map((each) => JSON.stringify(each)).join(', ')}`,
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
            message: `it scrapes ${path}, which the service does not answer`,
            reason: 'The target is down for Prometheus, although the service works',
            remedy: `${answered}; change service.metricsPath in the configuration`,
          };
        }
      }
    }
  },
});

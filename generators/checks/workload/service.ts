import { defineCheck } from '../check.ts';
import { fieldsAt, listAt, manifestPlace, textAt, valueAt } from '../kubernetes/manifests.ts';
import { ofKind, selects, type Workload, workloadsOf, written } from './parts.ts';

export const service = defineCheck({
  code: 'workload/service',
  severity: 'error',
  title: 'The Service leads from the ServiceMonitor to a port of the pods',
  reason: 'Prometheus finds no target, or one at which nothing answers, and nothing reports an error',
  page: {
    details:
      'The labels of the Service are not those that the ServiceMonitor selects, its port has another name, its selector finds no pod, or its `targetPort` is no port of a container.',
    impact: 'Prometheus finds no target, or one at which nothing answers, and nothing reports an error.',
    example: {
      language: 'yaml',
      bad: `# Deployment: ports: [{ name: http, containerPort: 8000 }]
ports:
  - name: http
    port: 8000
    targetPort: web`,
      good: `ports:
  - name: http
    port: 8000
    targetPort: http`,
    },
  },
  *find(compiled) {
    for (const workload of workloadsOf(compiled)) {
      for (const { object } of ofKind(workload, 'ServiceMonitor')) {
        const selector = fieldsAt(object, 'spec', 'selector', 'matchLabels') ?? {};
        const ports = listAt(object, 'spec', 'endpoints').map((endpoint) => textAt(endpoint, 'port') ?? '');
        yield* towardsMonitor(workload, selector, ports);
      }
      yield* towardsPods(workload);
    }
  },
});

function* towardsMonitor(workload: Workload, selector: Readonly<Record<string, unknown>>, ports: string[]) {
  const services = ofKind(workload, 'Service');
  const selected = services.filter(({ object }) =>
    selects(selector, fieldsAt(object, 'metadata', 'labels') ?? {}),
  );
  if (selected.length === 0) {
    yield {
      place: manifestPlace(workload.deployment),
      message: `the ServiceMonitor selects ${written(selector)}, and no Service has these labels`,
      remedy: 'Give the Service the labels of service.labels in the configuration',
    };
  }
  for (const found of selected) {
    const names = listAt(found.object, 'spec', 'ports').map((port) => textAt(port, 'name'));
    for (const port of ports.filter((name) => !names.includes(name))) {
      yield {
        place: manifestPlace(found),
        message: `the ServiceMonitor scrapes the port "${port}", but the Service has ${names.join(', ') || 'none'}`,
        remedy: 'Name the port as service.portName of the configuration',
      };
    }
  }
}

function* towardsPods(workload: Workload) {
  const ports = workload.containers.flatMap((container) => listAt(container, 'ports'));
  const known = ports.flatMap(({ name, containerPort }) => [name, containerPort]);
  for (const found of ofKind(workload, 'Service')) {
    const selector = fieldsAt(found.object, 'spec', 'selector') ?? {};
    if (Object.keys(selector).length === 0 || !selects(selector, workload.podLabels)) {
      yield {
        place: manifestPlace(found),
        message: `it selects ${written(selector)}, but the pods have ${written(workload.podLabels)}`,
        remedy: 'Select by labels that stand in spec.template.metadata.labels of the Deployment',
      };
    }
    for (const port of listAt(found.object, 'spec', 'ports')) {
      const target = valueAt(port, ['targetPort']) ?? valueAt(port, ['port']);
      if (known.includes(target)) continue;
      yield {
        place: manifestPlace(found),
        message: `its port leads to ${JSON.stringify(target)}, which no container has`,
        remedy: `Lead it to one of ${known.map((each) => JSON.stringify(each)).join(', ') || 'the declared ports'}`,
      };
    }
  }
}

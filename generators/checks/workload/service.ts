import { defineCheck } from '../check.ts';
import { fieldsAt, listAt, manifestPlace, textAt, valueAt } from '../kubernetes/manifests.ts';
import { ofKind, selects, type Workload, workloadsOf, written } from './parts.ts';

export const service = defineCheck({
  code: 'workload/service',
  severity: 'error',
  title: 'The Service connects the ServiceMonitor to a port of the pods',
  reason: 'Prometheus gets no target, or one that does not respond',
  page: {
    details:
      'The ServiceMonitor does not select the Service or its port, the Service selects no pod, or its `targetPort` is not a container port.',
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
      message: `the ServiceMonitor selects ${written(selector)}, but no Service has these labels`,
      remedy: 'Set the labels of the Service to service.labels of the configuration',
    };
  }
  for (const found of selected) {
    const names = listAt(found.object, 'spec', 'ports').map((port) => textAt(port, 'name'));
    for (const port of ports.filter((name) => !names.includes(name))) {
      yield {
        place: manifestPlace(found),
        message: `the ServiceMonitor scrapes the port "${port}", but the Service has ${names.join(', ') || 'none'}`,
        remedy: 'Use service.portName of the configuration as the port name',
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
        remedy: 'Select labels from spec.template.metadata.labels of the Deployment',
      };
    }
    for (const port of listAt(found.object, 'spec', 'ports')) {
      const target = valueAt(port, ['targetPort']) ?? valueAt(port, ['port']);
      if (known.includes(target)) continue;
      yield {
        place: manifestPlace(found),
        message: `its targetPort is ${JSON.stringify(target)}, which no container has`,
        remedy: `Set targetPort to one of ${known.map((each) => JSON.stringify(each)).join(', ') || 'the declared ports'}`,
      };
    }
  }
}

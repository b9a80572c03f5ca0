import { labelsAt, labelsText, listAt, textAt } from '../../kube/objects.ts';
import type { Finding, Question } from '../question.ts';

/** The ServiceMonitor finds the Service by labels and its port by name, and the Service finds ready pods. */
export const clusterService: Question = {
  code: 'doctor/service',
  title: 'Has the Service the labels, the port and pods that are ready?',
  needs: 'kube',
  async ask({ service: { config }, kube }) {
    if (kube === undefined) return [];
    const { name, labels, portName } = config.service;
    const where = `-n ${config.namespace}`;
    const finding = (message: string, reason: string, remedy: string): Finding => ({
      severity: 'error',
      place: { definition: `service ${config.namespace}/${name}` },
      message,
      reason,
      remedy,
    });
    const service = await kube.object('service', name, config.namespace);
    if (service === undefined) {
      return [
        finding(
          'it is not in the cluster',
          'The ServiceMonitor finds pods through it',
          `kubectl get service ${where} --show-labels, and write its name into observability.yaml (service.name).`,
        ),
      ];
    }
    const findings: Finding[] = [];
    const own = labelsAt(service, 'metadata', 'labels');
    const wrong = Object.entries(labels).filter(([key, value]) => own[key] !== value);
    if (wrong.length > 0) {
      findings.push(
        finding(
          `it lacks ${wrong.map(([key, value]) => `${key}=${value}`).join(', ')}`,
          `The ServiceMonitor selects Services by service.labels; this one has ${labelsText(own)}`,
          `kubectl label --overwrite service ${name} ${where} ${wrong.map(([key, value]) => `${key}=${value}`).join(' ')}, or write its labels into observability.yaml (service.labels).`,
        ),
      );
    }
    const ports = listAt(service, 'spec', 'ports').map((port) => textAt(port, 'name'));
    if (!ports.includes(portName)) {
      findings.push(
        finding(
          `it has no port named "${portName}"`,
          `The ServiceMonitor names it; the Service has ${ports.map((port) => (port === '' ? 'one without a name' : `"${port}"`)).join(', ') || 'none'}`,
          `Name the port in the Service, or write its name into observability.yaml (service.portName) and run "npx oac generate".`,
        ),
      );
    }
    const slices = await kube.objects('endpointslices.discovery.k8s.io', config.namespace);
    const endpoints = slices
      .filter((slice) => labelsAt(slice, 'metadata', 'labels')['kubernetes.io/service-name'] === name)
      .flatMap((slice) => listAt(slice, 'endpoints'));
    if (!endpoints.some((endpoint) => labelsAt(endpoint, 'conditions').ready !== 'false')) {
      findings.push(
        finding(
          endpoints.length === 0 ? 'it has no pod' : 'none of its pods is ready',
          endpoints.length === 0
            ? `Its selector is ${labelsText(labelsAt(service, 'spec', 'selector'))}, and no pod has these labels`
            : 'Prometheus scrapes them all the same, and they may not answer',
          `kubectl get pods ${where} --show-labels; kubectl describe pod ${where} <pod>`,
        ),
      );
    }
    return findings;
  },
};

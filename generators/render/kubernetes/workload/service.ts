import type { IService } from 'kubernetes-models/v1/Service';
import type { KubernetesObject } from '../../../compile/model.ts';
import type { ServiceConfig } from '../../../config/config.ts';
import type { WorkloadDefinition } from '../../../define/workload.ts';
import { metadata } from '../object.ts';
import { podSelector } from './names.ts';

/** The Service that the ServiceMonitor selects: by `service.labels`, and the port by `service.portName`. */
export function service(definition: WorkloadDefinition, config: ServiceConfig): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(config, config.service.name, config.service.labels),
    spec: {
      selector: podSelector(config),
      ports: [
        {
          name: config.service.portName,
          port: definition.port.number,
          targetPort: definition.port.name,
          protocol: 'TCP',
        },
      ],
    },
  } satisfies IService;
}

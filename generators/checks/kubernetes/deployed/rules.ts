import type { ServiceConfig } from '../../../config/config.ts';
import { podPattern } from '../../../config/names/kubernetes.ts';
import type { Finding } from '../../check.ts';
import { causeOfName, causeOfNamespace } from './cause.ts';
import { type Deployed, type DeployedObject, nameOf } from './deployed.ts';
import { agreeing } from './remedy.ts';
import { isMatched, matchersIn, written } from './rule-matchers.ts';
import { claimsOf, podNameOf, workloadsBehind, workloadsIn } from './workloads.ts';

/** Namespaces, pods and claims that the rules select but the service does not have. */
export function findingsOfRules(
  deployed: Deployed,
  rules: readonly DeployedObject[],
  services: readonly DeployedObject[],
  config: ServiceConfig,
): readonly Finding[] {
  const workloads = workloadsFor(deployed, services, config);
  const objects = rules.map(({ object }) => object);
  const asked = (label: string) => matchersIn(objects, label);
  return [
    ...namespaceFindings(deployed, workloads, asked('namespace'), config),
    ...podFindings(deployed, workloads, asked('pod'), config),
    ...claimFindings(deployed, workloads, asked('persistentvolumeclaim'), config),
  ];
}

type Matchers = ReturnType<typeof matchersIn>;

/** The workloads behind the Services, or else those with the name of the service. */
function workloadsFor(
  deployed: Deployed,
  services: readonly DeployedObject[],
  { app }: ServiceConfig,
): readonly DeployedObject[] {
  const behind = new Set(services.flatMap((service) => workloadsBehind(deployed, service)));
  if (behind.size > 0) return [...behind];
  return workloadsIn(deployed).filter(({ name, source }) => {
    const metadata = source?.object.metadata;
    return (
      name === app ||
      (typeof metadata === 'object' && metadata !== null && 'name' in metadata && metadata.name === app)
    );
  });
}

function namespaceFindings(
  deployed: Deployed,
  workloads: readonly DeployedObject[],
  matchers: Matchers,
  config: ServiceConfig,
): readonly Finding[] {
  const [lost] = workloads.filter(
    ({ namespace }) => namespace !== undefined && !isMatched(matchers, namespace),
  );
  if (lost?.namespace === undefined || matchers.length === 0) return [];
  const cause = causeOfNamespace(deployed, lost);
  return [
    {
      place: cause.place,
      message: `${cause.transformer === undefined ? `the ${nameOf(lost)} is in` : `${cause.transformer} moves the ${nameOf(lost)} to`} ${lost.namespace}, but the rules select ${matchers.map(written).join(', ')}`,
      remedy: agreeing(config, `namespace: ${lost.namespace}`, cause),
    },
  ];
}

function podFindings(
  deployed: Deployed,
  workloads: readonly DeployedObject[],
  matchers: Matchers,
  config: ServiceConfig,
): readonly Finding[] {
  const [first] = workloads;
  const isFound = workloads.some((workload) => isMatched(matchers, podNameOf(workload)));
  if (first === undefined || matchers.length === 0 || isFound) return [];
  const cause = causeOfName(deployed, first);
  return [
    {
      place: cause.place,
      message: `${by(cause.transformer)}the pods of the ${nameOf(first)} are named ${first.name}-…, but the rules select ${matchers.map(written).join(', ')}`,
      remedy: agreeing(
        config,
        `selectors: { pods: "${workloads.map(({ name }) => podPattern(name)).join('|')}" }`,
        cause,
      ),
    },
  ];
}

function claimFindings(
  deployed: Deployed,
  workloads: readonly DeployedObject[],
  matchers: Matchers,
  config: ServiceConfig,
): readonly Finding[] {
  const claims = [...new Set(workloads.flatMap(claimsOf))];
  const [first] = workloads;
  const isFound = claims.some((claim) => isMatched(matchers, claim));
  if (first === undefined || claims.length === 0 || matchers.length === 0 || isFound) return [];
  const cause = causeOfName(
    deployed,
    deployed.objects.find(({ kind, name }) => kind === 'PersistentVolumeClaim' && claims.includes(name)) ??
      first,
  );
  const pattern = claims.map((claim) => claim.replaceAll('.', '[.]').replace(/-0$/, '-[0-9]+')).join('|');
  return [
    {
      place: cause.place,
      message: `${by(cause.transformer)}the claims of the ${nameOf(first)} are named ${claims.join(', ')}, but the rules select ${matchers.map(written).join(', ')}`,
      remedy: agreeing(config, `selectors: { volumes: "${pattern}" }`, cause),
    },
  ];
}

function by(transformer: string | undefined): string {
  return transformer === undefined ? '' : `with ${transformer} `;
}

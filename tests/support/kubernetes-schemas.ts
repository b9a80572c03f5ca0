import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { Service } from 'kubernetes-models/v1/Service';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';

/** Throws where the API server would refuse the object. Fields that it would drop pass: the types know those. */
export function validate(manifest: Readonly<Record<string, unknown>>): void {
  const copy = structuredClone(manifest);
  if (Deployment.is(copy)) new Deployment(copy).validate();
  else if (NetworkPolicy.is(copy)) new NetworkPolicy(copy).validate();
  else if (ConfigMap.is(copy)) new ConfigMap(copy).validate();
  else if (PersistentVolumeClaim.is(copy)) new PersistentVolumeClaim(copy).validate();
  else if (Service.is(copy)) new Service(copy).validate();
  else if (ServiceAccount.is(copy)) new ServiceAccount(copy).validate();
  else throw new RangeError(`there is no schema for ${String(manifest.kind)}`);
}

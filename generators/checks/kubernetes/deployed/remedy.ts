import type { ServiceConfig } from '../../../config/config.ts';
import type { Cause } from './cause.ts';

/** Which key of the configuration agrees with what kustomize makes, and how else to mend it. */
export function agreeing(config: ServiceConfig, setting: string, { transformer, place }: Cause): string {
  const where = `in observability.yaml for the service ${config.app} in the environment ${config.environment}`;
  const otherwise =
    transformer === undefined
      ? `change it ${place.file === undefined ? 'in its file' : `in ${place.file}`}`
      : `take ${transformer} out of the kustomization`;
  return `Write \`${setting}\` ${where}, or ${otherwise}.`;
}

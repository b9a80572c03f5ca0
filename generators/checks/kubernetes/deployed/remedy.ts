import type { ServiceConfig } from '../../../config/config.ts';
import type { Cause } from './cause.ts';

/** The setting that matches the result of kustomize, and the alternative fix. */
export function agreeing(config: ServiceConfig, setting: string, { transformer, place }: Cause): string {
  const where = `in observability.yaml for the service ${config.app} in the environment ${config.environment}`;
  const otherwise =
    transformer === undefined
      ? `change it ${place.file === undefined ? 'in its file' : `in ${place.file}`}`
      : `remove ${transformer} from the kustomization`;
  return `Write \`${setting}\` ${where}, or ${otherwise}.`;
}

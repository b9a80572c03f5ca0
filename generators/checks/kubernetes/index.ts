import type { Check } from '../check.ts';
import { configmapSize } from './configmap-size.ts';
import { name } from './name.ts';
import { schema } from './schema.ts';
import { selector } from './selector.ts';
import { targetLabel } from './target-label.ts';

/** Checks of the manifests. */
export const kubernetesChecks: readonly Check[] = [schema, name, configmapSize, selector, targetLabel];

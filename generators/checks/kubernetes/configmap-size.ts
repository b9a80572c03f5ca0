import { defineCheck } from '../check.ts';
import { fieldsAt, manifestPlace, manifestsOf } from './manifests.ts';

/** https://kubernetes.io/docs/concepts/configuration/configmap/#motivation */
const LARGEST = 1024 * 1024;
/** Total size of annotations, of which client-side apply keeps a copy of the object in one. */
const LARGEST_APPLIED = 256 * 1024;

export const configmapSize = defineCheck({
  code: 'kubernetes/configmap-size',
  severity: 'error',
  title: 'The ConfigMap of the dashboard is small enough to be applied',
  reason: 'The API server refuses a ConfigMap of more than 1 MiB',
  *find(service) {
    for (const manifest of manifestsOf(service)) {
      if (manifest.kind !== 'ConfigMap') continue;
      const texts = Object.entries(fieldsAt(manifest.object, 'data') ?? {}).flat();
      const size = texts.reduce<number>((sum, text) => sum + Buffer.byteLength(String(text), 'utf8'), 0);
      if (size <= LARGEST_APPLIED) continue;
      const place = manifestPlace(manifest);
      const message = `its data has ${Math.ceil(size / 1024)} KiB`;
      yield size > LARGEST
        ? { place, message, remedy: 'Split the dashboard into several' }
        : {
            severity: 'warning',
            place,
            message,
            reason: 'Client-side apply keeps a copy in an annotation, which cannot be larger than 256 KiB',
            remedy:
              'Let Argo CD apply it on the server (sync option ServerSideApply=true), or split the dashboard',
          };
    }
  },
});

import { defineCheck } from '../check.ts';
import { type Fields, fieldsAt, manifestPlace, manifestsOf } from './manifests.ts';

/** Of all values in `data` together: https://kubernetes.io/docs/concepts/configuration/configmap/#motivation */
const LARGEST = 1024 * 1024;
/** Of all annotations together, keys and values. */
const LARGEST_ANNOTATIONS = 256 * 1024;
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

export const configmapSize = defineCheck({
  code: 'kubernetes/configmap-size',
  severity: 'error',
  title: 'The ConfigMap of the dashboard is small enough to be applied',
  reason: 'The API server refuses a ConfigMap of more than 1 MiB',
  page: {
    details: `The data of the ConfigMap has more than 1 MiB. As a warning: its annotations would have more than 256 KiB after a client-side
apply.`,
    impact: `The API server refuses more than 1 MiB of data. Client-side apply keeps the whole object as JSON in an annotation, and the API
server refuses an object whose annotations have more than 256 KiB. JSON escapes each quote, so this copy of a dashboard is 10 to
15 % larger than the dashboard itself.`,
    example: {
      language: 'yaml',
      bad: 'ConfigMap observer-grafana-dashboard: its data has 1100 KiB',
      good: `# Argo CD, for annotations of more than 256 KiB
syncPolicy:
  syncOptions:
    - ServerSideApply=true`,
    },
  },
  *find(service) {
    for (const manifest of manifestsOf(service)) {
      if (manifest.kind !== 'ConfigMap') continue;
      const place = manifestPlace(manifest);
      const data = Object.values(fieldsAt(manifest.object, 'data') ?? {}).map(String);
      const size = sizeOf(data);
      if (size > LARGEST) {
        yield {
          place,
          message: `its data has ${kibibytes(size)}`,
          remedy: 'Split the dashboard into several',
        };
        continue;
      }
      const annotations = sizeOf(annotationsAfterApply(manifest.object));
      if (annotations <= LARGEST_ANNOTATIONS) continue;
      yield {
        severity: 'warning',
        place,
        message: `client-side apply would give it annotations of ${kibibytes(annotations)}`,
        reason:
          'It keeps the whole object as JSON in an annotation, and the API server refuses more than 256 KiB of them',
        remedy:
          'Let Argo CD apply it on the server (sync option ServerSideApply=true), or split the dashboard',
      };
    }
  },
});

/** Keys and values of the annotations that `kubectl apply` would leave on the object. */
function annotationsAfterApply(object: Fields): readonly string[] {
  const metadata = fieldsAt(object, 'metadata') ?? {};
  const annotations = fieldsAt(metadata, 'annotations') ?? {};
  const applied = { ...object, metadata: { ...metadata, annotations } };
  return [...Object.entries(annotations).flat().map(String), LAST_APPLIED, jsonAsInGo(applied)];
}

/** Go's encoder escapes what HTML and JavaScript give a meaning, and ends with a line feed. */
function jsonAsInGo(value: unknown): string {
  const escaped = JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${escaped}\n`;
}

function sizeOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text, 'utf8'), 0);
}

function kibibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} KiB`;
}

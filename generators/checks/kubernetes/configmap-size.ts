import { defineCheck } from '../check.ts';
import { type Fields, fieldsAt, manifestPlace, manifestsOf } from './manifests.ts';

/** Limit on the total size of `data`: https://kubernetes.io/docs/concepts/configuration/configmap/#motivation */
const LARGEST = 1024 * 1024;
/** Limit on the total size of all annotations, keys and values. */
const LARGEST_ANNOTATIONS = 256 * 1024;
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

export const configmapSize = defineCheck({
  code: 'kubernetes/configmap-size',
  severity: 'error',
  title: 'The dashboard fits into a ConfigMap',
  reason: 'The API server rejects a ConfigMap larger than 1 MiB',
  page: {
    details: `The data of the ConfigMap is larger than 1 MiB. Reported as a warning: its annotations would exceed 256 KiB after a client-side
apply.`,
    impact: `The API server rejects more than 1 MiB of data. Client-side apply stores the whole object as JSON in an annotation, and the API
server rejects objects with more than 256 KiB of annotations. JSON escapes each quote, so the copy is 10–15% larger than the
dashboard itself.`,
    example: {
      language: 'yaml',
      bad: 'ConfigMap observer-grafana-dashboard: the data is 1100 KiB',
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
          message: `the data is ${kibibytes(size)}`,
          remedy: 'Split the dashboard',
        };
        continue;
      }
      const annotations = sizeOf(annotationsAfterApply(manifest.object));
      if (annotations <= LARGEST_ANNOTATIONS) continue;
      yield {
        severity: 'warning',
        place,
        message: `the annotations would be ${kibibytes(annotations)} after a client-side apply`,
        reason:
          'Client-side apply stores the whole object as JSON in an annotation, and the API server rejects more than 256 KiB of annotations',
        remedy: 'Use server-side apply (Argo CD: sync option ServerSideApply=true), or split the dashboard',
      };
    }
  },
});

/** Keys and values of the annotations after a `kubectl apply`. */
function annotationsAfterApply(object: Fields): readonly string[] {
  const metadata = fieldsAt(object, 'metadata') ?? {};
  const annotations = fieldsAt(metadata, 'annotations') ?? {};
  const applied = { ...object, metadata: { ...metadata, annotations } };
  return [...Object.entries(annotations).flat().map(String), LAST_APPLIED, jsonAsInGo(applied)];
}

/** Go's encoder escapes characters that are special in HTML and JavaScript, and appends a line feed. */
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

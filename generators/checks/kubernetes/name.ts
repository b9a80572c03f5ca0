import { defineCheck } from '../check.ts';
import { fieldsAt, type Manifest, manifestPlace, manifestsOf, textAt } from './manifests.ts';

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ and …/labels/ */
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_PART = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const LONGEST_LABEL = 63;
const LONGEST_SUBDOMAIN = 253;

export const name = defineCheck({
  code: 'kubernetes/name',
  severity: 'error',
  title: 'Names and labels of Kubernetes objects are ones that the API takes',
  reason: 'The API server refuses the object, and Argo CD cannot apply any of the revision',
  page: {
    details:
      'A name is not a DNS subdomain, a namespace not a DNS label (63 characters), or a label has a key or a value that Kubernetes does not take.',
    impact: 'The API server refuses the object, and Argo CD cannot apply any of the revision.',
    example: {
      language: 'yaml',
      bad: 'app: Observer_Service',
      good: 'app: observer-service',
    },
  },
  *find(service) {
    for (const manifest of manifestsOf(service)) {
      for (const message of problemsOf(manifest)) {
        yield {
          place: manifestPlace(manifest),
          message,
          remedy: 'Change app, namespace or labels in the configuration, of which names and labels are made',
        };
      }
    }
  },
});

function* problemsOf({ name: given, object }: Manifest): Generator<string> {
  if (given.length > LONGEST_SUBDOMAIN || !SUBDOMAIN.test(given)) {
    yield `metadata.name "${given}" is not lower-case letters, digits, "-" and ".", ${LONGEST_SUBDOMAIN} at most`;
  }
  const namespace = textAt(object, 'metadata', 'namespace');
  if (namespace !== undefined && (namespace.length > LONGEST_LABEL || !LABEL.test(namespace))) {
    yield `metadata.namespace "${namespace}" is not lower-case letters, digits and "-", ${LONGEST_LABEL} at most`;
  }
  const sets = [
    ['metadata.labels', fieldsAt(object, 'metadata', 'labels')],
    ['spec.selector.matchLabels', fieldsAt(object, 'spec', 'selector', 'matchLabels')],
  ] as const;
  for (const [path, labels] of sets) {
    for (const [key, value] of Object.entries(labels ?? {})) {
      if (!isLabelKey(key)) yield `${path} has the key "${key}", which is no name of a label`;
      if (!isLabelValue(value))
        yield `${path}.${key} is ${JSON.stringify(value)}, which is no value of a label`;
    }
  }
}

function isLabelKey(key: string): boolean {
  const parts = key.split('/');
  const last = parts.pop() ?? '';
  const [prefix, ...more] = parts;
  const hasPrefix = prefix === undefined || (prefix.length <= LONGEST_SUBDOMAIN && SUBDOMAIN.test(prefix));
  return more.length === 0 && hasPrefix && last.length <= LONGEST_LABEL && LABEL_PART.test(last);
}

function isLabelValue(value: unknown): boolean {
  return (
    typeof value === 'string' && value.length <= LONGEST_LABEL && (value === '' || LABEL_PART.test(value))
  );
}

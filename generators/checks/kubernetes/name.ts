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
  title: 'Names and labels of Kubernetes objects are valid',
  reason: 'The API server rejects the object, and Argo CD fails to sync the revision',
  page: {
    details:
      'A name is not a DNS subdomain, a namespace is not a DNS label (63 characters), or a label has an invalid key or value.',
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
          remedy:
            'Change app, namespace or labels in the configuration, from which names and labels are derived',
        };
      }
    }
  },
});

function* problemsOf({ name: given, object }: Manifest): Generator<string> {
  if (given.length > LONGEST_SUBDOMAIN || !SUBDOMAIN.test(given)) {
    yield `metadata.name "${given}" is not a DNS subdomain: lower-case letters, digits, "-" and ".", at most ${LONGEST_SUBDOMAIN} characters`;
  }
  const namespace = textAt(object, 'metadata', 'namespace');
  if (namespace !== undefined && (namespace.length > LONGEST_LABEL || !LABEL.test(namespace))) {
    yield `metadata.namespace "${namespace}" is not a DNS label: lower-case letters, digits and "-", at most ${LONGEST_LABEL} characters`;
  }
  const sets = [
    ['metadata.labels', fieldsAt(object, 'metadata', 'labels')],
    ['spec.selector.matchLabels', fieldsAt(object, 'spec', 'selector', 'matchLabels')],
  ] as const;
  for (const [path, labels] of sets) {
    for (const [key, value] of Object.entries(labels ?? {})) {
      if (!isLabelKey(key)) yield `${path} has the key "${key}", which is not a valid label key`;
      if (!isLabelValue(value))
        yield `${path}.${key} is ${JSON.stringify(value)}, which is not a valid label value`;
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

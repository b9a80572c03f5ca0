import { describe, expect, it } from 'vitest';
import { requireTool } from '../../../tests/support/tools.ts';
import { makeFolder } from '../testing.ts';
import { findUnusedImage } from './image-use.ts';

const POD = `apiVersion: v1
kind: Pod
metadata: { name: a }
spec:
  initContainers: [{ name: i, image: "h:5000/init@sha256:${'ab'.repeat(32)}" }]
  containers: [{ name: a, image: ghcr.io/example/observer:v1 }, { name: b, image: busybox }]
`;
const ALL = 'busybox, ghcr.io/example/observer, h:5000/init';

interface Case {
  readonly what: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly name: string;
  /** Severity and remedy; absent if the image is used. */
  readonly expected?: readonly [string, string];
  /** The same without kustomize, if that is less certain. */
  readonly without?: readonly [string, string];
}

const LISTED = 'resources: [pod.yaml]\n';

const cases: readonly Case[] = [
  { what: 'a container has', name: 'ghcr.io/example/observer' },
  { what: 'a container has without a tag', name: 'busybox' },
  { what: 'a container has by digest, from a registry with a port', name: 'h:5000/init' },
  {
    what: 'nobody has',
    name: 'ghcr.io/example/obsrever',
    expected: ['error', `Did you mean ghcr.io/example/observer? The images that are there: ${ALL}.`],
  },
  {
    what: 'only the last part of a name is',
    name: 'observer',
    expected: ['error', `The images that are there: ${ALL}.`],
  },
  {
    what: 'the kustomization renames itself',
    files: {
      'kustomization.yaml': `${LISTED}images: [{ name: busybox, newName: mirror/busybox, newTag: "1" }]\n`,
    },
    name: 'busybox',
  },
  {
    what: 'the base has renamed already',
    files: {
      'base/kustomization.yaml': `${LISTED}images: [{ name: busybox, newName: mirror/busybox }]\n`,
      'base/pod.yaml': POD,
      'kustomization.yaml': 'resources: [base]\n',
    },
    name: 'mirror/busybox',
  },
  {
    what: 'a patch brings in',
    files: {
      'kustomization.yaml': `${LISTED}patches: [{ path: patch.yaml, target: { kind: Pod } }]\n`,
      'patch.yaml': '- { op: replace, path: /spec/containers/1/image, value: "alpine:3" }\n',
    },
    name: 'alpine',
    without: ['warning', `The images that are there: ${ALL}.`],
  },
  {
    what: 'may be in a base from the network',
    files: { 'kustomization.yaml': 'resources: [pod.yaml, "https://127.0.0.1:1/x"]\n' },
    name: 'alpine',
    expected: ['warning', `The images that are there: ${ALL}.`],
  },
  {
    what: 'is asked for where there is none',
    files: { 'kustomization.yaml': 'namePrefix: a-\nresources: []\n' },
    name: 'alpine',
    expected: [
      'error',
      'There is no image in it: give the directory of the kustomization that has the service.',
    ],
  },
];

describe.each([
  ['built by kustomize', true],
  ['read off the files', false],
])('in a kustomization %s, an image that', (_, isBuilt) => {
  it.each(cases)('$what', async ({ files = {}, name, expected, without }) => {
    const directory = makeFolder({ 'kustomization.yaml': LISTED, 'pod.yaml': POD, ...files });
    const kustomize = isBuilt ? { path: await requireTool('kubectl'), args: ['kustomize'] } : undefined;
    const found = await findUnusedImage({ directory, name, kustomize });
    const wanted = isBuilt ? expected : (without ?? expected);
    expect(found === undefined ? undefined : [found.severity, found.remedy]).toEqual(wanted);
  });
});

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { requireTool } from '../../../tests/support/tools.ts';
import { DiagnosticError } from '../../base/diagnostic.ts';
import { makeFolder } from '../testing.ts';
import { setImage } from './image-edit.ts';
import { parseImageReference } from './image-reference.ts';

const DIGEST = `sha256:${'ab'.repeat(32)}`;
const set = (text: string, image: string) => setImage(text, 'kustomization.yaml', parseImageReference(image));

describe('the version of an image', () => {
  it.each([
    [
      'replaces the tag, whatever stands around it',
      '# 배포\nimages:\n  - name: other\n    newTag: "1"\n\n  - name: ghcr.io/a/b # ours\n    newTag: old   # by the pipeline\n\nnamespace: x\n',
      'ghcr.io/a/b:new',
      '# 배포\nimages:\n  - name: other\n    newTag: "1"\n\n  - name: ghcr.io/a/b # ours\n    newTag: new   # by the pipeline\n\nnamespace: x\n',
    ],
    [
      'keeps quotes and line ends',
      'images:\r\n- name: b\r\n  newTag: "1"\r\nx: y',
      'b:2',
      'images:\r\n- name: b\r\n  newTag: "2"\r\nx: y',
    ],
    [
      'quotes what would be a number',
      'images:\n- name: b\n  newTag: old\n',
      'b:1.10',
      'images:\n- name: b\n  newTag: "1.10"\n',
    ],
    [
      'keeps the registry that the entry leads to',
      'images:\n- newName: mirror/b\n  name: b\n  newTag: old\n',
      'b:new',
      'images:\n- newName: mirror/b\n  name: b\n  newTag: new\n',
    ],
    [
      'adds a tag to an entry without one',
      'images:\n  - name: b # b\n\nx: 1\n',
      'b:v1',
      'images:\n  - name: b # b\n    newTag: v1\n\nx: 1\n',
    ],
    [
      'pins by digest beside the tag',
      'images:\n  - name: b\n    newTag: old\n',
      `b:new@${DIGEST}`,
      `images:\n  - name: b\n    digest: ${DIGEST}\n    newTag: new\n`,
    ],
    [
      'drops the digest of the version before',
      `images:\n  - name: b\n    digest: ${DIGEST} # pinned\n    newTag: old\n`,
      'b:new',
      'images:\n  - name: b\n    newTag: new\n',
    ],
    [
      'drops the tag where a digest alone is given',
      'images:\n  - name: b\n    newTag: old\n',
      `b@${DIGEST}`,
      `images:\n  - name: b\n    digest: ${DIGEST}\n`,
    ],
    [
      'adds an entry below the others',
      'images:\n    - name: a\n      newTag: x # a\n\nnamespace: x\n',
      'b:v1',
      'images:\n    - name: a\n      newTag: x # a\n    - name: b\n      newTag: v1\n\nnamespace: x\n',
    ],
    [
      'adds the list',
      'resources:\n  - workload',
      'b:v1',
      'resources:\n  - workload\nimages:\n  - name: b\n    newTag: v1',
    ],
    [
      'adds the list before a marker at the end',
      'resources:\n- a\n---\n',
      'b:v1',
      'resources:\n- a\nimages:\n- name: b\n  newTag: v1\n---\n',
    ],
    [
      'edits an entry before a marker at the end',
      '---\nimages:\n- name: b\n  newTag: old\n---\n',
      'b:v1',
      '---\nimages:\n- name: b\n  newTag: v1\n---\n',
    ],
    [
      'edits an entry in braces',
      'images: [{ name: b, newTag: old }]\n',
      'b:new',
      'images: [{ name: b, newTag: new }]\n',
    ],
    [
      'changes nothing that is so already',
      'images:\n- { name: b, newTag: "1" }',
      'b:1',
      'images:\n- { name: b, newTag: "1" }',
    ],
    [
      'takes the colon of a port for what it is',
      'images:\n- name: h:5000/b\n  newTag: x\n',
      'h:5000/b:v2',
      'images:\n- name: h:5000/b\n  newTag: v2\n',
    ],
  ])('%s', (_, before, image, after) => {
    expect(set(before, image)).toBe(after);
  });

  it.each([
    ['an alias', 'x: &b\n  name: b\nimages:\n  - *b\n'],
    ['a list in brackets without the image', 'images: [{ name: a }]\n'],
    ['an empty list', 'images: []\n'],
    ['a mapping', 'images:\n  name: b\n'],
    ['JSON', '{"resources": []}\n'],
  ])('is not written into %s', (_, text) => {
    expect(() => set(text, 'b:new')).toThrow(DiagnosticError);
  });

  it('does not change the second time, and keeps the rest of any file unchanged', () => {
    const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/).filter((text) => text !== 'latest');
    const others = fc.uniqueArray(fc.constantFrom('a', 'c', 'd/e'));
    const comment = fc.constantFrom('', ' # why');
    fc.assert(
      fc.property(tag, tag, others, comment, fc.boolean(), (before, after, names, note, isThere) => {
        const entries = [...names, ...(isThere ? ['b'] : [])];
        const list = entries
          .map((name) => `  - name: ${name}${note}\n    newTag: '${before}'${note}\n`)
          .join('');
        const text = `# top\nresources: [x]${note}\n${list === '' ? '' : `images:\n${list}`}\n# end\n`;
        const edited = set(text, `b:${after}`);
        const { images, ...rest } = parse(edited);
        expect(rest).toEqual({ resources: ['x'] });
        expect(images).toEqual([
          ...names.map((name) => ({ name, newTag: before })),
          { name: 'b', newTag: after },
        ]);
        expect(edited).toContain('# top\n');
        expect(set(edited, `b:${after}`)).toBe(edited);
      }),
    );
  });

  it('is what kustomize builds', async () => {
    const kubectl = await requireTool('kubectl');
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: { name: x }\nspec: { containers: [{ name: b, image: "r/b:0" }] }\n';
    const directory = makeFolder({ 'pod.yaml': pod });
    const built = (image: string) => {
      writeFileSync(join(directory, 'kustomization.yaml'), set('resources: [pod.yaml]\n', image));
      return execFileSync(kubectl, ['kustomize', directory], { encoding: 'utf8' });
    };
    expect(built('r/b:1.10')).toContain('image: r/b:1.10\n');
    expect(built(`r/b@${DIGEST}`)).toContain(`image: r/b@${DIGEST}\n`);
    expect(built(`r/b:v1@${DIGEST}`)).toContain(`@${DIGEST}\n`);
  });
});

test.each(['b', 'b:latest', 'b@sha256:1', 'B:1', ''])('"%s" is no version of an image', (text) => {
  expect(() => parseImageReference(text)).toThrow(/image\/reference/);
});

import { describe, expect, test } from 'vitest';
import { makeWorkspace } from '../support/workspace.ts';

const BASE = '# 배포\nresources:\n  - deployment.yaml\nimages:\n  - name: r/b # ours\n    newTag: old\n';
const at = (...args: string[]) => ['image', ...args, '--deploy', 'base'];

describe('oac image', () => {
  test('writes the tag into the kustomization of a deployment, and says so', async () => {
    const { oac, read } = await makeWorkspace({ 'base/kustomization.yml': BASE });

    expect(await oac(at('r/b:new'))).toMatchObject({ code: 0, stdout: 'update  base/kustomization.yml\n' });
    expect(await read('base/kustomization.yml')).toBe(BASE.replace('old', 'new'));
    expect(await oac(at('r/b:new'))).toMatchObject({ code: 0, stdout: '' });
  });

  test('shows beforehand what it would change, with exit code 1', async () => {
    const { oac, read } = await makeWorkspace({ 'base/kustomization.yaml': BASE });

    const { code, stdout } = await oac(at('r/b:new', '--check'));

    expect(code).toBe(1);
    expect(stdout.match(/^[-+] .*/gm)).toEqual(['-    newTag: old', '+    newTag: new']);
    expect(await read('base/kustomization.yaml')).toBe(BASE);
    expect(await oac(at('r/b:old', '--check'))).toMatchObject({ code: 0, stdout: '' });
  });

  test('refuses an image that no manifest uses, with the names that are there', async () => {
    const pod = 'kind: Pod\nmetadata: { name: x }\nspec: { containers: [{ name: b, image: "r/b:1" }] }\n';
    const { oac, read } = await makeWorkspace({
      'base/kustomization.yaml': BASE,
      'base/deployment.yaml': `apiVersion: v1\n${pod}`,
    });

    const { code, stdout, stderr } = await oac(at('r/typo:new'));

    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(
      'error  image/unused  base\n  no manifest of this kustomization uses the image r/typo',
    );
    expect(stderr).toContain('The images that are there: r/b.');
    expect(await read('base/kustomization.yaml')).toBe(BASE);
    expect(await oac(at('r/b:new'))).toMatchObject({ code: 0, stderr: '' });
  });

  test('quotes a tag that YAML 1.1 reads as a number', async () => {
    const { oac, read } = await makeWorkspace({ 'base/kustomization.yaml': BASE });
    await oac(at('r/b:20260106_090000'));
    expect(await read('base/kustomization.yaml')).toBe(BASE.replace('old', '"20260106_090000"'));
  });

  test.each([
    ['an image without a tag', ['r/b'], 'image/reference'],
    ['a tag that moves', ['r/b:latest'], 'image/reference'],
    ['no image', [], 'This command needs an argument.'],
  ])('refuses %s', async (_, args, message) => {
    const { oac, read } = await makeWorkspace({ 'base/kustomization.yaml': BASE });

    const { code, stderr } = await oac(at(...args));

    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(await read('base/kustomization.yaml')).toBe(BASE);
  });

  test('refuses a directory without a kustomization', async () => {
    const { oac } = await makeWorkspace({ 'base/x.yaml': 'x: 1\n' });

    expect(await oac(at('r/b:1'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('kustomization/missing'),
    });
  });
});

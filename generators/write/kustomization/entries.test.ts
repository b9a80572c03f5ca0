import { describe, expect, it } from 'vitest';
import { makeFolder, type Tree } from '../testing.ts';
import { includeEntries } from './entries.ts';

const OURS = ['monitoring/ours-monitor.yaml', 'monitoring/ours-rules.yaml'];

/** The kustomizations that change. */
function changed(files: Tree, entries: readonly string[] = OURS): Tree {
  const owned = (path: string) => path.includes('/ours-');
  const edited = includeEntries({ directory: makeFolder(files), entries, owned });
  for (const { path, basedOn } of edited) expect(basedOn).toBe(files[path]);
  return Object.fromEntries(
    edited.filter(({ content, basedOn }) => content !== basedOn).map(({ path, content }) => [path, content]),
  );
}

const LINES = '- ours-monitor.yaml\n- ours-rules.yaml\n';
const THEIRS = '# ours, too\nresources:\n- servicemonitor.yaml\n';

describe('entries', () => {
  it.each<[string, Tree, Tree]>([
    [
      'the kustomization, where it lists files',
      { 'kustomization.yaml': 'resources:\n- a.yaml\n' },
      { 'kustomization.yaml': `resources:\n- a.yaml\n- ${OURS.join('\n- ')}\n` },
    ],
    [
      'that of a directory which is listed',
      {
        'kustomization.yaml': 'resources:\n- a.yaml\n- monitoring\n',
        'monitoring/kustomization.yaml': THEIRS,
      },
      { 'monitoring/kustomization.yaml': THEIRS + LINES },
    ],
    [
      'that of a directory which is listed with a slash, and called `kustomization.yml`',
      { 'kustomization.yaml': 'resources: [./monitoring/]\n', 'monitoring/kustomization.yml': THEIRS },
      { 'monitoring/kustomization.yml': THEIRS + LINES },
    ],
    [
      'that of a component',
      {
        Kustomization: 'components: [monitoring]\n',
        'monitoring/kustomization.yaml': 'kind: Component\nresources: [x.yaml]\n',
      },
      {
        'monitoring/kustomization.yaml':
          'kind: Component\nresources: [x.yaml, ours-monitor.yaml, ours-rules.yaml]\n',
      },
    ],
    [
      'that of a directory which lists nothing yet',
      {
        'kustomization.yaml': 'resources: [monitoring]\n',
        'monitoring/kustomization.yaml': 'namePrefix: x-\r\n',
      },
      {
        'monitoring/kustomization.yaml':
          'namePrefix: x-\r\nresources:\r\n  - ours-monitor.yaml\r\n  - ours-rules.yaml\r\n',
      },
    ],
    [
      'nowhere, where they are already',
      { 'kustomization.yaml': 'resources: [monitoring]\n', 'monitoring/kustomization.yaml': THEIRS + LINES },
      {},
    ],
    [
      'the place of former ones',
      {
        'kustomization.yaml': 'resources: [monitoring]\n',
        'monitoring/kustomization.yaml': `${THEIRS}- ours-permission.yaml\n`,
      },
      { 'monitoring/kustomization.yaml': THEIRS + LINES },
    ],
    [
      'the inner one, where somebody began to list the directory',
      {
        'kustomization.yaml': `resources:\n- monitoring\n- ${OURS.join('\n- ')}\n`,
        'monitoring/kustomization.yaml': THEIRS,
      },
      {
        'kustomization.yaml': 'resources:\n- monitoring\n',
        'monitoring/kustomization.yaml': THEIRS + LINES,
      },
    ],
    [
      'the outer one, where the directory has a kustomization that nothing lists',
      { 'kustomization.yaml': 'resources:\n- a.yaml\n', 'monitoring/kustomization.yaml': THEIRS },
      { 'kustomization.yaml': `resources:\n- a.yaml\n- ${OURS.join('\n- ')}\n` },
    ],
  ])('go into %s', (_, files, expected) => {
    expect(changed(files)).toEqual(expected);
  });

  it('are added at the deepest listed directory', () => {
    const files = {
      'kustomization.yaml': 'resources:\n- one\n- base.yaml\n',
      'one/kustomization.yaml': 'resources:\n- monitoring\n',
      'one/monitoring/kustomization.yaml': THEIRS,
    };
    expect(changed(files, ['one/monitoring/ours-x.yaml', 'two/monitoring/ours-y.yaml'])).toEqual({
      'kustomization.yaml': 'resources:\n- one\n- base.yaml\n- two/monitoring/ours-y.yaml\n',
      'one/monitoring/kustomization.yaml': `${THEIRS}- ours-x.yaml\n`,
    });
  });

  it('are refused if a listed directory has no kustomization', () => {
    expect(() => changed({ 'kustomization.yaml': 'resources:\n- monitoring\n', 'monitoring/x': '' })).toThrow(
      /kustomization\/duplicate/,
    );
  });
});

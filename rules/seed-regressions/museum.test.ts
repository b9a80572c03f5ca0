import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { fieldsIn, isFields, readYaml, textOf } from '../../generators/mutation/suite/yaml.ts';
import { describeReleases } from '../../tests/support/describe-releases.ts';
import { run } from '../../tests/support/run.ts';
import { requireTool } from '../../tests/support/tools.ts';

interface Regression {
  readonly name: string;
  readonly input: unknown;
}

function exhibits(file: string): readonly Regression[] {
  return readYaml(path.join(import.meta.dirname, file))
    .flatMap(({ content }) => (isFields(content) ? fieldsIn(content.tests) : []))
    .map(({ fields }) => ({ name: textOf(fields.name), input: fields.input_series }));
}

const SEED = exhibits('seed.test.yaml');
const OURS = exhibits('ours.test.yaml');
const alertOf = ({ name }: Regression) => name.split(':', 1)[0];

await describeReleases(['promtool'], (release) => {
  describe('the five alerts that this project began with', () => {
    test.each([
      ['have the defects that are told of them', 'seed.test.yaml'],
      ['are followed by rules without these defects', 'ours.test.yaml'],
    ])('%s', async (_, file) => {
      const promtool = await requireTool('promtool', { release });

      const { code, stderr } = await run(promtool, ['test', 'rules', file], { cwd: import.meta.dirname });

      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    });

    test.each(SEED.map((exhibit, index) => ({ name: exhibit.name, exhibit, twin: OURS[index] })))(
      'today the same input is given as in "$name"',
      ({ exhibit, twin }) => {
        expect(twin?.input).toEqual(exhibit.input);
        expect(twin && alertOf(twin)).toBe(alertOf(exhibit));
      },
    );

    test('each has a defect on show', () => {
      expect(new Set(SEED.map(alertOf)).size).toBe(5);
      expect(OURS).toHaveLength(SEED.length);
    });
  });
});

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

function regressionsIn(file: string): readonly Regression[] {
  return readYaml(path.join(import.meta.dirname, file))
    .flatMap(({ content }) => (isFields(content) ? fieldsIn(content.tests) : []))
    .map(({ fields }) => ({ name: textOf(fields.name), input: fields.input_series }));
}

const SEED = regressionsIn('seed.test.yaml');
const OURS = regressionsIn('ours.test.yaml');
const alertOf = ({ name }: Regression) => name.split(':', 1)[0];

await describeReleases(['promtool'], (release) => {
  describe('the five alerts that this project began with', () => {
    test.each([
      ['have their known defects', 'seed.test.yaml'],
      ['are replaced by rules without these defects', 'ours.test.yaml'],
    ])('%s', async (_, file) => {
      const promtool = await requireTool('promtool', { release });

      const { code, stderr } = await run(promtool, ['test', 'rules', file], { cwd: import.meta.dirname });

      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    });

    test.each(SEED.map((seed, index) => ({ name: seed.name, seed, twin: OURS[index] })))(
      'the new rules are tested with the same input as "$name"',
      ({ seed, twin }) => {
        expect(twin?.input).toEqual(seed.input);
        expect(twin && alertOf(twin)).toBe(alertOf(seed));
      },
    );

    test('each alert has a test of its defect', () => {
      expect(new Set(SEED.map(alertOf)).size).toBe(5);
      expect(OURS).toHaveLength(SEED.length);
    });
  });
});

import { expect, test } from 'vitest';
import { failuresIn, passedFiles } from './output.ts';

/** As promtool 2.42 prints them; 3.x prints the same. */
const FAILED = `Unit Testing:  a.yaml
  FAILED:
    name: copies of Queue__mutant9,
    alertname: Queue__mutant2, time: 5m, 
        exp:[
            0:
              Labels:{alertname="Queue__mutant2", severity="page"}
              Annotations:{}
            ], 
        got:[]
    expr: "job:x__mutant3{job=\\"a\\"}", time: 5m,
        exp: {__name__="job:x__mutant3"} 1E+00
        got: nil
`;

test('finds the copies that fail an expectation', () => {
  expect(failuresIn(FAILED)).toEqual({ failed: new Set([2, 3]), broken: new Set(), isUnderstood: true });
});

test('distinguishes copies with an evaluation error from those that fail', () => {
  const error =
    '    rule: Queue__mutant4, time: 1m0s, err: found duplicate series {name="x__mutant5", time: 5}';

  expect(failuresIn(error)).toEqual({ failed: new Set(), broken: new Set([4]), isUnderstood: true });
});

test('does not take rules that fail to load for a failed expectation', () => {
  const refused = '  FAILED:\n rules.yaml: 4:13: group "g", rule 1, "A__mutant1": could not parse expression';

  expect(failuresIn(refused).isUnderstood).toBe(false);
});

test('finds the result of each of several files', () => {
  const output =
    'Unit Testing:  a.yaml\n  SUCCESS\n\nUnit Testing:  b.yaml\n\nUnit Testing:  c.yaml\n  SUCCESS\n\n  FAILED:\n x\n';

  expect(passedFiles(output, 3)).toEqual([true, false, true]);
  expect(passedFiles(output, 4)).toBeUndefined();
});

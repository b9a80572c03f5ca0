// @ts-check
import { mebibytes, median, printTable, spread } from './report.mjs';

/**
 * @typedef {import('./run.mjs').Usage} Usage
 * @typedef {{ name: string, run: () => Promise<Usage> }} Subject
 */

/**
 * Runs the subjects in turn, A B C A B C, so that a disturbance of the machine meets all of them, and prints the
 * medians. The ratio is taken within each round before its median is.
 * @param {readonly [Subject, ...Subject[]]} subjects the first is what the others are compared with
 * @param {number} rounds
 */
export async function compareInTurn(subjects, rounds) {
  const usages = subjects.map(() => /** @type {Usage[]} */ ([]));
  // What is read for the first time comes from the disk; that is measured on purpose or not at all.
  for (const { run } of subjects) await run();
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { run }] of subjects.entries()) usages[index]?.push(await run());
    process.stderr.write(`round ${round + 1} of ${rounds}\n`);
  }
  const [base = []] = usages;
  printTable(
    ['', 'seconds', 'processor seconds', 'peak MiB', `times ${subjects[0].name}`],
    subjects.map(({ name }, index) => {
      const own = usages[index] ?? [];
      const ratios = own.map(({ wall }, round) => wall / (base[round]?.wall ?? Number.NaN));
      return [
        name,
        spread(
          own.map(({ wall }) => wall),
          3,
        ),
        spread(
          own.map(({ cpu }) => cpu),
          3,
        ),
        mebibytes(median(own.map(({ peak }) => peak))).toFixed(0),
        spread(ratios, 2),
      ];
    }),
  );
}

/** Runs `oac generate --json` in each of the directories, in one process, and prints the results as JSON. */
import process from 'node:process';
import { main } from '../../generators/dist/main.js';

const results = [];
for (const directory of process.argv.slice(2)) {
  process.chdir(directory);
  const result = { code: 0, stdout: '', stderr: '' };
  result.code = await main(['generate', '--json'], {
    hasColor: { out: false, talk: false },
    out: (text) => {
      result.stdout += text;
    },
    talk: (text) => {
      result.stderr += text;
    },
    progress: () => undefined,
  });
  results.push(result);
}
process.stdout.write(JSON.stringify(results));

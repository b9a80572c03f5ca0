import path from 'node:path';
import { PROGRAM_NAMES } from './catalogue.ts';
import { describeMissing } from './describe-missing.ts';
import { provideTools } from './provide-tools.ts';

const USAGE = `Usage: npm run tools [-- --path TOOL]

Finds the programs that the tests need (${PROGRAM_NAMES.join(', ')})
and fetches those that are missing into .tools/.
  --path TOOL   print only the path of this one
`;

/** What `npm run tools` does. Returns the exit code: 0, 1 where a tool could not be had, 2 for bad usage. */
export async function toolsCommand(args: readonly string[], projectDirectory: string): Promise<number> {
  const wanted = PROGRAM_NAMES.find((name) => name === args[1]);
  const isPathOnly = args.length === 2 && args[0] === '--path' && wanted !== undefined;
  if (args.length > 0 && !isPathOnly) {
    process.stderr.write(USAGE);
    return 2;
  }
  const { found, missing } = await provideTools(isPathOnly ? [wanted] : PROGRAM_NAMES, {
    toolsDirectory: path.join(projectDirectory, '.tools'),
    environment: process.env,
  });
  for (const tool of found) {
    process.stdout.write(isPathOnly ? `${tool.path}\n` : `${tool.name.padEnd(14)}${tool.path}\n`);
  }
  process.stderr.write(describeMissing(missing));
  return missing.size === 0 ? 0 : 1;
}

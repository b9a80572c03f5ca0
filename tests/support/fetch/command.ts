import { fetchTools } from './fetch-tools.ts';

/** What `npm run tools` does. Returns the exit code: 0, or 1 where a tool could not be had. */
export async function toolsCommand(toolsDirectory: string): Promise<number> {
  const failures = await fetchTools({
    toolsDirectory,
    tell: (line) => process.stderr.write(`${line}\n`),
  });
  return failures.size === 0 ? 0 : 1;
}

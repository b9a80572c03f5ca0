import type { Provision } from './provide-tools.ts';

/** Lines for a terminal, empty where nothing is missing. Programs that are missing for one cause share them. */
export function describeMissing(missing: Provision['missing']): string {
  const namesByCause = new Map<string, string[]>();
  for (const [name, { code, message, reason, remedy }] of missing) {
    const cause = `  ${code}: ${message}\n  ${reason}\n  ${remedy}\n`;
    namesByCause.set(cause, [...(namesByCause.get(cause) ?? []), name]);
  }
  return [...namesByCause].map(([cause, names]) => `missing: ${names.join(', ')}\n${cause}`).join('');
}

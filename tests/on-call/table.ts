import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../support/workspace.ts';

/** What docs/on-call.md says of one fault. */
export interface FaultRow {
  readonly fault: string;
  /** Titles of the panels on which it is seen. */
  readonly panels: readonly string[];
  /** Names of the alerts that page. */
  readonly pages: readonly string[];
  readonly tickets: readonly string[];
}

export async function faultTable(): Promise<readonly FaultRow[]> {
  return rowsOf(await readFile(path.join(ROOT, 'docs/on-call.md'), 'utf8'));
}

function rowsOf(page: string): readonly FaultRow[] {
  const names = (cell: string) => [...cell.matchAll(/\[(\w+)\]/g)].map(([, name]) => name ?? '');
  return [...page.matchAll(/^\| (.+?) +\| (.+?) +\| (.+?) +\| (.+?) +\|$/gm)]
    .map(([, fault = '', panels = '', pages = '', tickets = '']) => ({ fault, panels, pages, tickets }))
    .filter(({ pages, tickets }) => [pages, tickets].every((cell) => cell === '–' || cell.startsWith('[')))
    .map(({ fault, panels, pages, tickets }) => ({
      fault,
      panels: panels.split(/, (?![^(]*\))/),
      pages: names(pages),
      tickets: names(tickets),
    }));
}

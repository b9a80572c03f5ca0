/** What the command line and the address of the page say. */
export interface Settings {
  /** In milliseconds; nothing for the time of the browser. */
  readonly now: number | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly theme: 'dark' | 'light';
  readonly timeZone: string;
  /** Shows the panels of collapsed rows. */
  readonly isExpanded: boolean;
  /** By name, what is picked. */
  readonly variables: ReadonlyMap<string, readonly string[]>;
}

export function readSettings(search: string, now: number | undefined): Settings {
  const parameters = new URLSearchParams(search);
  const names = [...new Set(parameters.keys())].filter((name) => name.startsWith('var-'));
  return {
    now,
    from: parameters.get('from') ?? undefined,
    to: parameters.get('to') ?? undefined,
    theme: parameters.get('theme') === 'light' ? 'light' : 'dark',
    timeZone: parameters.get('timezone') ?? 'browser',
    isExpanded: parameters.has('expand'),
    variables: new Map(names.map((name) => [name.slice(4), parameters.getAll(name)])),
  };
}

/** What is picked on the page. It is in the address, so that a reload and a shared link keep it. */
export interface Settings {
  /** As it was picked, such as `now-6h`; nothing for what the dashboard was stored with. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly refresh: string | undefined;
  readonly theme: 'dark' | 'light';
  readonly timeZone: string | undefined;
  /** Shows the panels of collapsed rows. */
  readonly isExpanded: boolean;
  /** By name, what is picked. */
  readonly variables: ReadonlyMap<string, readonly string[]>;
}

export function readSettings(search: string): Settings {
  const parameters = new URLSearchParams(search);
  const names = [...new Set(parameters.keys())].filter((name) => name.startsWith('var-'));
  return {
    from: parameters.get('from') ?? undefined,
    to: parameters.get('to') ?? undefined,
    refresh: parameters.get('refresh') ?? undefined,
    theme: parameters.get('theme') === 'light' ? 'light' : 'dark',
    timeZone: parameters.get('timezone') ?? undefined,
    isExpanded: parameters.has('expand'),
    variables: new Map(names.map((name) => [name.slice(4), parameters.getAll(name)])),
  };
}

export function writeSettings(settings: Settings): string {
  const parameters = new URLSearchParams();
  const { from, to, refresh, theme, timeZone, isExpanded, variables } = settings;
  if (from !== undefined) parameters.set('from', from);
  if (to !== undefined) parameters.set('to', to);
  if (refresh !== undefined) parameters.set('refresh', refresh);
  if (theme === 'light') parameters.set('theme', theme);
  if (timeZone !== undefined) parameters.set('timezone', timeZone);
  if (isExpanded) parameters.set('expand', '');
  for (const [name, values] of variables) for (const value of values) parameters.append(`var-${name}`, value);
  return `?${parameters}`;
}

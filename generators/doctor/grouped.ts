/** What has no data, and why. */
export interface Silent {
  readonly name: string;
  readonly causes: readonly string[];
}

/** Groups by cause, because one cause usually empties many queries. */
export function groupedByCause(
  silent: readonly Silent[],
): readonly { readonly cause: string; readonly names: readonly string[] }[] {
  const groups = new Map<string, string[]>();
  for (const { name, causes } of silent) {
    const cause = causes.join('; ');
    groups.set(cause, [...(groups.get(cause) ?? []), name]);
  }
  return [...groups].map(([cause, names]) => ({ cause, names: [...new Set(names)] }));
}

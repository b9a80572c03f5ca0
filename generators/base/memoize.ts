/**
 * A function of a text that keeps its last results, for texts that are met again and again. A fleet has ever new ones,
 * so there is a limit: the result that was kept first is the first to be forgotten.
 *
 * @param limit results that are kept
 */
export function memoize<Result>(limit: number, compute: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, { readonly result: Result }>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before.result;
    const result = compute(text);
    const oldest = known.size < limit ? undefined : known.keys().next();
    if (oldest?.value !== undefined) known.delete(oldest.value);
    known.set(text, { result });
    return result;
  };
}

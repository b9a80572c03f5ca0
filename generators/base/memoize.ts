/**
 * Caches the results of a function of a text. Because a fleet keeps producing new texts, there is a limit:
 * the oldest result is dropped first.
 *
 * @param limit maximum number of cached results
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

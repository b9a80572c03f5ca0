/**
 * The code of a system's or a server's error, such as ENOENT, or of the first of the errors that it aggregates,
 * because a host may have several addresses. Empty for other errors.
 */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? codeOf(error.errors[0]) : '';
}

/** `A, B and 3 more` */
export function listed(names: readonly string[], most = 6): string {
  const rest = names.length - most;
  return rest > 1 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ');
}

/**
 * Prometheus expands labels and annotations of an alert as Go templates. To print a literal text, its opening
 * braces must be written as a template that yields them.
 */
export function escapeTemplate(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}

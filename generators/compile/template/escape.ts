/**
 * Prometheus expands labels and annotations of an alert as Go templates. A text that is meant as it stands needs its
 * opening braces written as a template that yields them.
 */
export function escapeTemplate(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}

import { type DateTime, dateTime as grafanaDateTime } from '@grafana/data';

export function dateTime(milliseconds: number): DateTime {
  return grafanaDateTime(milliseconds);
}

/** `2026-11-26 14:30:00` in the zone. */
export function formatTime(milliseconds: number, timeZone: string): string {
  const zone = timeZone === 'browser' ? undefined : timeZone;
  return new Intl.DateTimeFormat('sv-SE', {
    ...(zone === undefined ? {} : { timeZone: zone }),
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(milliseconds);
}

/** `3m`, `2h 5m`, `4d`. */
export function formatAge(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return `${Math.floor(milliseconds / 1000)}s`;
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours}h` : `${hours}h ${minutes % 60}m`;
  return `${Math.floor(hours / 24)}d`;
}

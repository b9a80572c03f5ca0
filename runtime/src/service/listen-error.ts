import { SettingsError } from '../environment.ts';
import { codeOf } from '../files/error-code.ts';
import type { ObserverSettings } from './settings.ts';

/** Explains why the configured address cannot be used, by the variable or option that sets it. */
export function listenError(
  { host, port, saidBy }: Pick<ObserverSettings, 'host' | 'port' | 'saidBy'>,
  error: unknown,
): unknown {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new SettingsError(
        `${saidBy.port} is ${port}, where another process is listening. Stop it, or choose another port; 0 selects a free one`,
      );
    case 'EACCES':
      return new SettingsError(
        `${saidBy.port} is ${port}, which this process may not use. Choose port 1024 or higher`,
      );
    case 'EADDRNOTAVAIL':
    case 'EINVAL':
      return noAddress(saidBy.host, host, error);
    default:
      // A resolver has many ways to report an unknown name.
      return isOfResolver(error) ? noAddress(saidBy.host, host, error) : error;
  }
}

function noAddress(variable: string, host: string, error: unknown): SettingsError {
  return new SettingsError(
    `${variable} is "${host}", which is not an address of this machine (${codeOf(error)}). ` +
      'Choose 127.0.0.1 for this machine only, or 0.0.0.0 for everybody',
  );
}

function isOfResolver(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'getaddrinfo';
}

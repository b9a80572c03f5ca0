import { SettingsError } from '../environment.ts';
import { codeOf } from '../files/error-code.ts';
import type { ObserverSettings } from './settings.ts';

/** Why nothing can be served at the configured address, by the variable or option that names it. */
export function listenError(
  { host, port, saidBy }: Pick<ObserverSettings, 'host' | 'port' | 'saidBy'>,
  error: unknown,
): unknown {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new SettingsError(
        `${saidBy.port} is ${port}, where another process listens. Stop it, or choose another port; 0 takes a free one`,
      );
    case 'EACCES':
      return new SettingsError(
        `${saidBy.port} is ${port}, which this process may not use. Choose a port from 1024 on`,
      );
    case 'EADDRNOTAVAIL':
    case 'EAI_AGAIN':
    case 'EINVAL':
    case 'ENOTFOUND':
      return new SettingsError(
        `${saidBy.host} is "${host}", which is no address of this machine (${codeOf(error)}). ` +
          'Choose 127.0.0.1 for this machine alone, or 0.0.0.0 for everybody',
      );
    default:
      return error;
  }
}

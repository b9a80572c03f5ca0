/** What is wrong with the environment, for whoever set it. */
export class SettingsError extends Error {
  readonly code = 'settings/invalid';

  constructor(message: string) {
    super(message);
    this.name = 'SettingsError';
  }
}

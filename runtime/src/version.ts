import manifest from '../package.json' with { type: 'json' };

export const VERSION: string = manifest.version;

/** The commit of an image, set at build time. */
export const REVISION: string = process.env.OBSERVER_REVISION?.trim() || 'unknown';

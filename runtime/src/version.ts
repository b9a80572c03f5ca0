import manifest from '../package.json' with { type: 'json' };

export const VERSION: string = manifest.version;

/** The commit that an image was built of; images set it. */
export const REVISION: string = process.env.OBSERVER_REVISION?.trim() || 'unknown';

import type { Browser } from 'playwright-core';
import { libraryEnvironment } from 'test-support/library-path';
import { PreviewError } from './preview-error.ts';

/** With these a picture is the same to the byte, each time on the same machine. */
const CHROMIUM_FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-partial-raster', '--disable-skia-runtime-opts'],
  ...['--force-device-scale-factor=1', '--disable-lcd-text', '--run-all-compositor-stages-before-draw'],
  ...['--num-raster-threads=1', '--default-tile-width=2048', '--default-tile-height=2048'],
  ...['--font-render-hinting=none', '--force-color-profile=srgb', '--hide-scrollbars'],
];

/** @throws PreviewError if it does not start */
export async function launchChromium(executablePath: string): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  const environment = { ...process.env, ...(await libraryEnvironment(executablePath)) };
  return chromium
    .launch({
      executablePath,
      args: CHROMIUM_FLAGS,
      env: Object.fromEntries(
        Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      ),
    })
    .catch((error: unknown) => {
      const [reason] = /(?<=\[err\] ).*/.exec(String(error)) ?? [String(error)];
      throw new PreviewError(
        `Chromium at ${executablePath} does not start: ${reason}`,
        'Name another with PREVIEW_CHROMIUM, or run npm run tools.',
      );
    });
}

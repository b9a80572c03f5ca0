// @ts-check
import { dirname, join } from 'node:path';

/**
 * What becomes one file at each start of the command.
 *
 * @param {string} root
 * @returns {import('rolldown').InputOptions}
 */
export function bundleOptions(root) {
  return {
    input: join(root, 'live', 'main.ts'),
    cwd: root,
    platform: 'node',
    resolve: { conditionNames: ['oac-source', 'node', 'default'] },
    plugins: [
      {
        name: 'dirname',
        // Code looks for files beside itself, and not beside the bundle.
        transform: (code, id) => code.replaceAll('import.meta.dirname', JSON.stringify(dirname(id))),
      },
    ],
    logLevel: 'silent',
  };
}

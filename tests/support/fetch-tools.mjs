// `npm run tools`. Node 20 cannot run TypeScript, so the fetcher is bundled in memory first; it imports nothing but
// Node's own modules, which is why the bundle can be imported from a data: URL.
import path from 'node:path';
import { rolldown } from 'rolldown';

const bundle = await rolldown({
  input: path.join(import.meta.dirname, 'fetch/command.ts'),
  platform: 'node',
});
const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
await bundle.close();
const { toolsCommand } = await import(`data:text/javascript,${encodeURIComponent(output[0].code)}`);
process.exitCode = await toolsCommand(path.resolve(import.meta.dirname, '../../.tools'));

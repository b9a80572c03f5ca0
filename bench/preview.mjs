// @ts-check
// From `npm run preview`, installed and built, to a drawn page; a dashboard of 40 panels; and from a saved file to the page.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { libraryPathOf, programPath } from './support/chromium.mjs';
import { numberOption, printMachine, spread } from './support/report.mjs';
import { ROOT } from './support/run.mjs';
import { inTemporaryDirectory } from './support/temporary.mjs';

const rounds = numberOption('rounds', 5);
const executablePath = programPath();
const { chromium } = createRequire(join(ROOT, 'preview', 'package.json'))('playwright-core');

printMachine();
await inTemporaryDirectory(async (directory) => {
  const file = join(directory, 'forty.json');
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox'],
    env: { ...process.env, LD_LIBRARY_PATH: libraryPathOf(executablePath) },
  });
  /** @type {Record<string, number[]>} */
  const seconds = { 'start to a drawn page': [], '40 panels': [], 'saved file to the page': [] };
  for (let round = 0; round <= rounds; round++) {
    writeFileSync(file, forty('Before'));
    const whole = await open([]);
    const small = await open([file]);
    const saved = performance.now();
    writeFileSync(file, forty('After'));
    await small.page.getByRole('heading', { name: 'After', exact: true }).waitFor();
    const reload = (performance.now() - saved) / 1000;
    await small.close();
    // The first one fills caches.
    if (round === 0) continue;
    seconds['start to a drawn page']?.push(whole.total);
    seconds['40 panels']?.push(small.drawing);
    seconds['saved file to the page']?.push(reload);
  }
  await browser.close();
  for (const [name, values] of Object.entries(seconds)) {
    console.log(`${name}: ${spread(values, 2)} s`);
  }

  /** @param {readonly string[]} args */
  async function open(args) {
    const started = performance.now();
    const child = spawn(process.execPath, [join(ROOT, 'preview', 'bin', 'preview.js'), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [url] = await once(child.stdout, 'data');
    const context = await browser.newContext({ viewport: { width: 1920, height: 1000 } });
    const page = await context.newPage();
    const opened = performance.now();
    await page.goto(String(url).trim());
    await page.waitForSelector('main[data-settled=true]');
    const drawn = performance.now();
    const close = async () => {
      await context.close();
      child.kill('SIGTERM');
      await once(child, 'exit');
    };
    if (args.length === 0) await close();
    return { page, close, total: (drawn - started) / 1000, drawing: (drawn - opened) / 1000 };
  }
});

/** @param {string} title */
function forty(title) {
  const panels = Array.from({ length: 40 }, (_, index) => ({
    id: index + 1,
    type: 'timeseries',
    title: `Panel ${index}`,
    gridPos: { x: (index % 3) * 8, y: Math.floor(index / 3) * 8, w: 8, h: 8 },
    targets: [{ refId: 'A', expr: 'sum by (status) (rate(observer_http_requests_total[$__rate_interval]))' }],
  }));
  return JSON.stringify({ title, time: { from: 'now-6h', to: 'now' }, panels });
}

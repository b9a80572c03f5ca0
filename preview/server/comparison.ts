/** A dashboard before and after a change, side by side. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { fileName, type PanelPicture, type Pictures } from './pictures.ts';

export interface PanelChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly title: string;
  readonly before: PanelPicture | undefined;
  readonly after: PanelPicture | undefined;
}

const COLORS = { added: '#56a64b', removed: '#e02f44', changed: '#ff9830' } as const;
const MARGIN = 24;

/** The panels that look different. Those that have only moved do not count. */
export async function changedPanels(
  browser: Browser,
  before: Pictures,
  after: Pictures,
): Promise<readonly PanelChange[]> {
  const old = new Map(before.panels.map((panel) => [panel.key, panel]));
  const kept = new Set(after.panels.map(({ key }) => key));
  const changes: PanelChange[] = [];
  const page = await browser.newPage();
  try {
    for (const panel of after.panels) {
      const earlier = old.get(panel.key);
      if (earlier !== undefined && !(await isDifferent(page, earlier.png, panel.png))) continue;
      const kind = earlier === undefined ? 'added' : 'changed';
      changes.push({ kind, title: panel.title, before: earlier, after: panel });
    }
  } finally {
    await page.close();
  }
  for (const panel of before.panels) {
    if (!kept.has(panel.key))
      changes.push({ kind: 'removed', title: panel.title, before: panel, after: undefined });
  }
  return changes;
}

/** At another place of the page the round corners of a panel are drawn by a shade differently. */
async function isDifferent(page: Page, before: Buffer, after: Buffer): Promise<boolean> {
  if (before.equals(after)) return false;
  return page.evaluate(
    async ([one = '', other = '']) => {
      const shade = 12;
      const pixels = 4;
      const read = async (png: string) => {
        const image = new Image();
        image.src = `data:image/png;base64,${png}`;
        await image.decode();
        const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
        context?.drawImage(image, 0, 0);
        return context?.getImageData(0, 0, image.width, image.height);
      };
      const [a, b] = [await read(one), await read(other)];
      if (a === undefined || b === undefined || a.width !== b.width || a.height !== b.height) return true;
      let different = 0;
      for (let index = 0; index < a.data.length; index++) {
        if (Math.abs((a.data[index] ?? 0) - (b.data[index] ?? 0)) > shade) different++;
      }
      return different > pixels;
    },
    [before.toString('base64'), after.toString('base64')],
  );
}

/** The whole with the changed panels framed, and each of them. @returns the files */
export async function saveComparison(
  browser: Browser,
  before: Pictures,
  after: Pictures,
  changes: readonly PanelChange[],
  directory: string,
): Promise<readonly string[]> {
  await mkdir(directory, { recursive: true });
  const page = await browser.newPage();
  const files: string[] = [];
  const save = async (name: string, sides: readonly (Side | undefined)[]) => {
    await page.setContent(sideBySide(sides));
    await page.waitForFunction(() => [...document.images].every(({ complete }) => complete));
    const file = path.join(directory, `${name}.png`);
    await writeFile(file, await page.locator('main').screenshot());
    files.push(file);
  };
  try {
    const whole = (pictures: Pictures, which: 'before' | 'after'): Side => ({
      title: which === 'before' ? 'Before' : 'After',
      png: pictures.expanded ?? pictures.whole,
      frames: changes.flatMap((change) => {
        const box = change[which]?.box;
        return box === undefined ? [] : [{ ...box, color: COLORS[change.kind] }];
      }),
    });
    await save('comparison', [whole(before, 'before'), whole(after, 'after')]);
    for (const [index, change] of changes.entries()) {
      const sides = (['before', 'after'] as const).map((which) => {
        const panel = change[which];
        return panel === undefined ? undefined : { title: which, png: panel.png, frames: [] };
      });
      await save(`comparison-${index + 1}-${fileName(change.title)}`, sides);
    }
    return files;
  } finally {
    await page.close();
  }
}

interface Side {
  readonly title: string;
  readonly png: Buffer;
  readonly frames: readonly { x: number; y: number; width: number; height: number; color: string }[];
}

/** What is not there on one side is left out. */
function sideBySide(sides: readonly (Side | undefined)[]): string {
  const figures = sides.map((side) => {
    if (side === undefined) return '<figure><figcaption>–</figcaption></figure>';
    const frames = side.frames.map(
      ({ x, y, width, height, color }) =>
        `<i style="left:${x}px;top:${y}px;width:${width}px;height:${height}px;outline-color:${color}"></i>`,
    );
    const source = `data:image/png;base64,${side.png.toString('base64')}`;
    return `<figure><figcaption>${side.title}</figcaption><div><img src="${source}">${frames.join('')}</div></figure>`;
  });
  return `<!doctype html><style>
body { margin: 0; width: max-content; background: #ccccdc; font: 500 20px sans-serif; }
main { display: flex; gap: ${MARGIN}px; padding: ${MARGIN}px; width: max-content; }
figure { margin: 0; }
figcaption { padding-bottom: 8px; text-transform: capitalize; }
div { position: relative; }
img { display: block; }
i { position: absolute; outline: 4px solid; border-radius: 4px; }
</style><main>${figures.join('')}</main>`;
}

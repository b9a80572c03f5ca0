import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/** What Slack is sent of a message. */
export interface SlackAttachment {
  readonly title: string;
  readonly title_link: string;
  readonly text: string;
  readonly fallback: string;
  readonly color: string;
}

const COLORS: Readonly<Record<string, string>> = { danger: '#a30200', warning: '#daa038', good: '#2eb67d' };

/** A page that draws messages about as Slack does, from what was sent to it. It is our drawing, and says so. */
export async function slackPage(messages: readonly SlackAttachment[]): Promise<string> {
  const drawn = messages.map(
    ({ title, title_link, text, color }) => `<article style="border-color:${COLORS[color] ?? color}">
<a class="title" href="${title_link}">${title}</a>
<p>${text.split('\n').map(mrkdwn).join('<br>')}</p></article>`,
  );
  return `<!doctype html><meta charset="utf-8"><style>${await korean()}
body{margin:16px;width:760px;font:15px/1.46 "Noto Sans KR","DejaVu Sans",sans-serif;color:#1d1c1d;background:#fff}
article{border-left:4px solid;border-radius:2px;padding:2px 0 2px 12px;margin:0 0 18px}
p{margin:4px 0 0}a{color:#1264a3;text-decoration:none}.title{font-weight:700}
code{color:#e01e5a;background:#f7f7f7;border:1px solid #ddd;border-radius:3px;padding:1px 3px;font-size:12px}
footer{color:#616061;font-size:12px;border-top:1px solid #ddd;padding-top:6px}</style>
${drawn.join('\n')}
<footer>Drawn from what Alertmanager sent to a stand-in of Slack. Slack itself looks somewhat different.</footer>`;
}

/** The part of Slack's markup that our messages have. */
function mrkdwn(line: string): string {
  return line
    .replaceAll(/<!date\^(\d+)\^[^|]*\|[^>]*>/g, (_, seconds) =>
      new Date(Number(seconds) * 1000).toLocaleString('sv', { timeZone: 'Asia/Seoul' }).slice(0, 16),
    )
    .replaceAll(/<(https?:[^|>]*)\|([^>]*)>/g, '<a href="$1">$2</a>')
    .replaceAll(/`([^`]*)`/g, '<code>$1</code>')
    .replaceAll(/\*([^*]+)\*/g, '<b>$1</b>');
}

/** The fonts of the preview, where it is installed. */
async function korean(): Promise<string> {
  try {
    const require = createRequire(path.resolve(import.meta.dirname, '../../preview/package.json'));
    const sheets = ['400.css', '700.css'].map((name) => require.resolve(`@fontsource/noto-sans-kr/${name}`));
    const texts = await Promise.all(
      sheets.map(async (sheet) =>
        (await readFile(sheet, 'utf8')).replaceAll('url(./', `url(file://${path.dirname(sheet)}/`),
      ),
    );
    return texts.join('\n');
  } catch {
    return '';
  }
}

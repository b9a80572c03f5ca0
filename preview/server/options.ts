import { parseArgs } from 'node:util';
import { PreviewError } from './preview-error.ts';

export interface PreviewOptions {
  /** The dashboard to draw; without it, the project's. */
  readonly file: string | undefined;
  /** Without it, example data. */
  readonly prometheus: URL | undefined;
  /** Where pictures are written; without it, the page is served. */
  readonly png: string | undefined;
  /** A commit to compare with. */
  readonly against: string | undefined;
  readonly width: number;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly theme: 'dark' | 'light';
  readonly timeZone: string | undefined;
  /** Of the project's texts: `ko` or `en`. */
  readonly language: string | undefined;
  readonly port: number;
}

export const USAGE = `npm run preview -- [FILE.json] [options]

Draws a Grafana dashboard without Grafana: the generated one, or FILE.json.

  --prometheus URL   where its data comes from; without it, eight days of example data
  --png DIRECTORY    writes pictures, of the whole and of each panel, and ends
  --against COMMIT   with --png: before and after side by side, with changed panels framed
  --width PIXELS     of the pictures (1920)
  --from, --to TIME  such as now-6h, or 2026-11-26T05:30:00Z
  --theme THEME      dark or light (dark)
  --timezone ZONE    such as Asia/Seoul
  --lang LANGUAGE    of the generated dashboard's texts: ko or en
  --port PORT        of the page (a free one)
  --help
`;

/** @returns undefined if help was requested */
export function readOptions(args: readonly string[]): PreviewOptions | undefined {
  const { values, positionals } = parse(args);
  if (values.help === true) return undefined;
  const [file, ...others] = positionals;
  if (others.length > 0)
    throw new PreviewError(`one dashboard at a time, not ${positionals.join(' ')}`, 'Name one file.');
  if (values.against !== undefined && values.png === undefined) {
    throw new PreviewError('--against compares pictures', 'Say with --png DIRECTORY where to write them.');
  }
  const theme = values.theme ?? 'dark';
  if (theme !== 'dark' && theme !== 'light') {
    throw new PreviewError(`there is no theme ${theme}`, 'Write --theme dark or --theme light.');
  }
  return {
    file,
    prometheus: values.prometheus === undefined ? undefined : address(values.prometheus),
    png: values.png,
    against: values.against,
    width: wholeNumber('width', values.width ?? '1920', 320, 7680),
    from: time('from', values.from),
    to: time('to', values.to),
    theme,
    timeZone: values.timezone === undefined ? undefined : timeZone(values.timezone),
    language: values.lang,
    port: wholeNumber('port', values.port ?? '0', 0, 65_535),
  };
}

function address(text: string): URL {
  if (URL.canParse(text) && /^https?:\/\//.test(text)) return new URL(text);
  throw new PreviewError(`--prometheus is ${text}`, 'Write an address such as http://localhost:9090.');
}

/** As the page reads it. */
function time(option: string, text: string | undefined): string | undefined {
  if (text === undefined || /^(?:now(?:[+-]\d{1,5}[smhdwMy])?(?:\/[smhdwMy])?|\d{12,})$/.test(text))
    return text;
  if (!Number.isNaN(Date.parse(text))) return text;
  throw new PreviewError(`--${option} is ${text}`, 'Write a time such as now-6h or 2026-11-26T05:30:00Z.');
}

function timeZone(name: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    throw new PreviewError(`there is no time zone ${name}`, 'Write one such as Asia/Seoul or UTC.');
  }
}

function parse(args: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        prometheus: text,
        png: text,
        against: text,
        width: text,
        from: text,
        to: text,
        theme: text,
        timezone: text,
        lang: text,
        port: text,
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const [, unknown] = /^Unknown option '([^']+)'/.exec(message) ?? [];
    throw new PreviewError(
      unknown === undefined ? message : `there is no option ${unknown}`,
      'npm run preview -- --help lists the options.',
    );
  }
}

function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new PreviewError(`--${option} is ${text}`, `Write a whole number from ${min} to ${max}.`);
}

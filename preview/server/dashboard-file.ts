import { readFile } from 'node:fs/promises';
import { PreviewError } from './preview-error.ts';

/** @throws PreviewError if the file is not a dashboard */
export async function readDashboardFile(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new PreviewError(
      isMissing ? `there is no file ${file}` : `${file} cannot be read: ${messageOf(error)}`,
      'Name the JSON file of a dashboard.',
    );
  });
  return parseDashboard(text, file);
}

export function parseDashboard(text: string, file: string): unknown {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new PreviewError(
      `${file} is not JSON: ${messageOf(error)}`,
      'Export the dashboard from Grafana again.',
    );
  }
  if (isDashboard(json)) return json;
  throw new PreviewError(
    `${file} is no Grafana dashboard: it has neither panels nor rows nor elements`,
    'Name the JSON of a dashboard: the classic model, an answer of the HTTP API, or a resource of v2.',
  );
}

function isDashboard(json: unknown): boolean {
  return [json, field(json, 'dashboard'), field(json, 'spec')].some(
    (each) =>
      Array.isArray(field(each, 'panels')) ||
      Array.isArray(field(each, 'rows')) ||
      (isObject(field(each, 'elements')) && isObject(field(each, 'layout'))),
  );
}

function field(json: unknown, name: string): unknown {
  return isObject(json) ? Reflect.get(json, name) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import { loadAll } from 'js-yaml';
import { DiagnosticError } from '../base/diagnostic.ts';
import { isRecord } from '../base/record.ts';

type Json = Readonly<Record<string, unknown>>;

/** Generated files, by their path. */
export type Files = ReadonlyMap<string, string>;

export interface RuleGroup {
  readonly name: string;
  readonly group: Json;
}

/**
 * The contents of generated files without repetition: a ConfigMap repeats a dashboard, a PrometheusRule the
 * plain rules.
 */
export interface Snapshot {
  /** Classic dashboards, by uid. */
  readonly dashboards: ReadonlyMap<string, Json>;
  /** By name. */
  readonly groups: ReadonlyMap<string, Json>;
  /** Kubernetes objects by kind and name, other YAML documents by file. */
  readonly objects: ReadonlyMap<string, unknown>;
  /** Cases of promtool's tests. */
  readonly cases: number;
}

/** @throws DiagnosticError `diff/unreadable` for a file that is not JSON or YAML */
export function readSnapshot(files: Files): Snapshot {
  const dashboards = new Map<string, Json>();
  const groups = new Map<string, Json>();
  const objects = new Map<string, unknown>();
  let cases = 0;
  const addGroups = (spec: unknown) => {
    for (const group of isRecord(spec) && Array.isArray(spec.groups) ? spec.groups : []) {
      if (isRecord(group)) groups.set(String(group.name), group);
    }
  };
  const addDashboard = (model: unknown): boolean => {
    if (!isRecord(model) || !Array.isArray(model.panels)) return false;
    dashboards.set(String(model.uid ?? model.title), model);
    return true;
  };
  for (const [file, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const document of documentsOf(file, text)) {
      if (!isRecord(document)) continue;
      if (addDashboard(document) || isV2Dashboard(document)) continue;
      if (document.kind === 'PrometheusRule') addGroups(document.spec);
      else if (
        document.kind === 'ConfigMap' &&
        textsOf(document.data).some((one) => addDashboard(jsonOf(one)))
      )
        continue;
      else if (Array.isArray(document.tests)) cases += document.tests.length;
      else if (Array.isArray(document.groups)) addGroups(document);
      else objects.set(identityOf(document, file), document);
    }
  }
  return { dashboards, groups, objects, cases };
}

function documentsOf(file: string, text: string): readonly unknown[] {
  try {
    if (file.endsWith('.json')) return [JSON.parse(text)];
    return /\.ya?ml$/.test(file) ? loadAll(text) : [];
  } catch (error) {
    throw DiagnosticError.of({
      code: 'diff/unreadable',
      place: { file },
      message: `this file is unreadable: ${error instanceof Error ? error.message.split('\n')[0] : error}`,
      reason: 'Its contents cannot be compared',
      remedy: 'Generate it anew, or compare with a commit that has it whole.',
    });
  }
}

/** It repeats the classic one. */
const isV2Dashboard = ({ apiVersion }: Json) => String(apiVersion).startsWith('dashboard.grafana.app/');

const textsOf = (data: unknown) =>
  isRecord(data) ? Object.values(data).filter((value) => typeof value === 'string') : [];

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function identityOf({ kind, metadata }: Json, file: string): string {
  return typeof kind === 'string' && isRecord(metadata) && typeof metadata.name === 'string'
    ? `${kind} ${metadata.name}`
    : file;
}

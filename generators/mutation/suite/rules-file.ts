import type { RuleGroup, RulesFile } from './model.ts';
import { type Fields, fieldsIn, isFields, parseYaml, textOf, type YamlDocument } from './yaml.ts';

/**
 * The groups of a plain rules file, of PrometheusRule objects, or of rules files inside ConfigMaps; several
 * objects may be in one file or in a `List`. Undefined if a document contains none.
 */
export function readRules(path: string, documents: readonly YamlDocument[]): RulesFile | undefined {
  const found = documents.flatMap((document) => holdersOf(document, document.content, []));
  if (found.length === 0) return undefined;
  const isPlain = documents.every(({ content }) => isFields(content) && Array.isArray(content.groups));
  return { path, isPlain: isPlain && documents.length === 1, groups: found.flatMap(groupsOf) };
}

type Path = readonly (string | number)[];

/** A list of groups and its place. */
interface Holder {
  readonly document: YamlDocument;
  readonly groups: unknown;
  readonly path: Path;
}

function holdersOf(document: YamlDocument, content: unknown, path: Path): Holder[] {
  if (!isFields(content)) return [];
  if (Array.isArray(content.groups)) return [{ document, groups: content.groups, path: [...path, 'groups'] }];
  if (isFields(content.spec) && Array.isArray(content.spec.groups)) {
    return [{ document, groups: content.spec.groups, path: [...path, 'spec', 'groups'] }];
  }
  if (content.kind === 'ConfigMap' && isFields(content.data)) {
    return Object.entries(content.data).flatMap(([name, text]) =>
      typeof text === 'string' ? inside(document, [...path, 'data', name], text) : [],
    );
  }
  return fieldsIn(content.items).flatMap(({ fields, index }) =>
    holdersOf(document, fields, [...path, 'items', index]),
  );
}

/** Other contents of a ConfigMap need not be YAML. */
function inside({ file, lineOf }: YamlDocument, path: Path, text: string): Holder[] {
  if (!/^groups:/m.test(text)) return [];
  // A block text begins on the line after its key.
  const start = lineOf(path);
  return parseYaml(file, text, start).flatMap((document) => holdersOf(document, document.content, []));
}

function groupsOf({ document, groups, path }: Holder): RuleGroup[] {
  return fieldsIn(groups).map(({ fields: group, index }) => {
    // Only Thanos reads the strategy; promtool rejects unknown fields.
    const { rules, partial_response_strategy: _, ...fields } = group;
    return {
      name: textOf(group.name),
      fields,
      rules: fieldsIn(rules).map(({ fields: rule, index: position }) => ({
        kind: 'alert' in rule ? 'alert' : 'recording rule',
        name: textOf(rule.alert ?? rule.record),
        expression: textOf(rule.expr),
        fields: withText(rule),
        place: { file: document.file, line: document.lineOf([...path, index, 'rules', position]) },
      })),
    };
  });
}

/** PrometheusRule allows `expr: 1`, Prometheus does not. */
function withText(rule: Fields): Fields {
  return { ...rule, expr: textOf(rule.expr) };
}

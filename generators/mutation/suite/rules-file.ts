import type { RuleGroup, RulesFile } from './model.ts';
import { type Fields, fieldsIn, isFields, textOf, type YamlDocument } from './yaml.ts';

/**
 * The groups of a plain rules file or of PrometheusRule objects, several of which may stand in one file or in a
 * `List`. Undefined where a document holds none.
 */
export function readRules(path: string, documents: readonly YamlDocument[]): RulesFile | undefined {
  const found = documents.flatMap((document) =>
    holdersOf(document.content, []).map((holder) => groupsOf(document, holder)),
  );
  return found.length === 0 ? undefined : { path, groups: found.flat() };
}

type Path = readonly (string | number)[];

interface Holder {
  readonly groups: unknown;
  readonly path: Path;
}

function holdersOf(content: unknown, path: Path): Holder[] {
  if (!isFields(content)) return [];
  if (Array.isArray(content.groups)) return [{ groups: content.groups, path: [...path, 'groups'] }];
  if (isFields(content.spec) && Array.isArray(content.spec.groups)) {
    return [{ groups: content.spec.groups, path: [...path, 'spec', 'groups'] }];
  }
  return fieldsIn(content.items).flatMap(({ fields, index }) => holdersOf(fields, [...path, 'items', index]));
}

function groupsOf(document: YamlDocument, { groups, path }: Holder): RuleGroup[] {
  return fieldsIn(groups).map(({ fields: group, index }) => {
    // Thanos alone reads the strategy; promtool refuses fields that it does not know.
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

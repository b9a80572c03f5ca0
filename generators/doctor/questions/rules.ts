import { formatDuration, parseDuration } from '../../base/duration.ts';
import { listed } from '../../base/listed.ts';
import { plural } from '../../base/plural.ts';
import { recordOf } from '../../base/record.ts';
import { selectionLabels } from '../../config/selection-labels.ts';
import { compareExpressions } from '../../diff/expression.ts';
import type { LoadedGroup, LoadedRule, SeriesLabels } from '../../prometheus/client.ts';
import { type GroupModel, groupModels } from '../../render/prometheus/rules-file.ts';
import type { Finding, Installation, Question } from '../question.ts';

type RuleModel = GroupModel['rules'][number];

/** Whether the server evaluates all generated rules, in their current version and without errors. */
export const rules: Question = {
  code: 'doctor/rules',
  title: 'Are the rules loaded as they are generated, and evaluated?',
  async ask(installation) {
    const { prometheus, service } = installation;
    const loaded = await prometheus.ruleGroups();
    // A server that evaluates no rules, such as VictoriaMetrics, answers as if there were none; it does not
    // know the retention either.
    if (loaded.length === 0) await prometheus.retention();
    const expected = groupModels(service.groups);
    const pairs = expected.map((group) => ({ group, found: mostAlike(group, loaded) }));
    const missing = pairs.filter(({ found }) => found === undefined).map(({ group }) => group);
    return [
      ...missingFindings(missing, expected, installation),
      ...pairs.flatMap(({ group, found }) =>
        found === undefined
          ? []
          : [...differences(group, found, installation), ...failures(found), ...slowness(group, found)],
      ),
    ];
  },
};

/** Another service or environment may have a group with the same name. */
function mostAlike(group: GroupModel, loaded: readonly LoadedGroup[]): LoadedGroup | undefined {
  const sameName = loaded.filter(({ name }) => name === group.name);
  const likeness = ({ rules: others }: LoadedGroup) =>
    group.rules.filter((rule) => others.some((other) => detailsOf(rule, other)?.length === 0)).length;
  return sameName.toSorted((a, b) => likeness(b) - likeness(a))[0];
}

function missingFindings(
  missing: readonly GroupModel[],
  expected: readonly GroupModel[],
  { service, out }: Installation,
): readonly Finding[] {
  if (missing.length === 0) return [];
  const { config } = service;
  const object = `prometheusrule ${config.app}-alerts -n ${config.namespace}`;
  const labels = Object.entries(selectionLabels(config.operator).rule).map(
    ([label, value]) => `${label}=${value}`,
  );
  const isAll = missing.length === expected.length;
  return [
    {
      severity: 'error',
      place: {
        file: `${out}/monitoring/${config.app}-prometheusrule.yaml`,
        definition: `rule group ${listed(missing.map(({ name }) => name))}`,
      },
      message: isAll
        ? 'the server has none of the rule groups loaded'
        : `the server lacks ${missing.length} of ${plural(expected.length, 'rule group')}`,
      reason: isAll
        ? `Either the PrometheusRule is not there, or the ruleSelector or ruleNamespaceSelector of the Prometheus does not select it${labels.length === 0 ? '' : ` (it has ${labels.join(', ')})`}, or the operator has refused it, or rule_files does not name the file`
        : 'An older version is deployed, or one of the files is not named by rule_files: the operator loads all groups of an object or none',
      remedy: isAll
        ? `kubectl get ${object} --show-labels; kubectl get prometheus -A -o jsonpath='{.items[*].spec.ruleSelector}'${labels.length === 0 ? '' : `; kubectl label --overwrite ${object} ${labels.join(' ')}`}. "oac doctor --kube" compares them.`
        : `kubectl apply -f ${out}/monitoring/${config.app}-prometheusrule.yaml, or let Argo CD synchronise.`,
    },
  ];
}

function* differences(
  group: GroupModel,
  found: LoadedGroup,
  { service, out }: Installation,
): Generator<Finding> {
  const remedy = `kubectl apply -f ${out}/monitoring/${service.config.app}-prometheusrule.yaml, or let Argo CD synchronise; what was changed by hand belongs into the definitions.`;
  const rest = [...found.rules];
  const differing: { rule: RuleModel; name: string }[] = [];
  for (const rule of group.rules) {
    const index = rest.findIndex((other) => detailsOf(rule, other)?.length === 0);
    if (index === -1) differing.push({ rule, name: nameOf(rule) });
    else rest.splice(index, 1);
  }
  const changed: { readonly name: string; readonly details: readonly string[] }[] = [];
  for (const { rule, name } of differing) {
    const candidates = rest.flatMap((other) => {
      const details = detailsOf(rule, other);
      return details === undefined ? [] : [{ other, details }];
    });
    const [closest] = candidates.toSorted((a, b) => a.details.length - b.details.length);
    if (closest !== undefined) rest.splice(rest.indexOf(closest.other), 1);
    if (closest !== undefined) {
      changed.push({ name, details: [...new Set(closest.details)] });
      continue;
    }
    yield {
      severity: 'error',
      place: { file: found.file, definition: name },
      message: `the group ${group.name} that is loaded lacks this rule`,
      reason: 'An older version is deployed, or the rule was removed',
      remedy,
    };
  }
  const [one, ...more] = changed;
  if (one !== undefined) {
    yield {
      severity: 'error',
      place: { file: found.file, definition: more.length === 0 ? one.name : `rule group ${group.name}` },
      message:
        more.length === 0
          ? 'the rule that is loaded is not the one that is generated'
          : `${changed.length} of ${group.rules.length} generated rules are loaded in another version`,
      reason:
        more.length === 0
          ? listed(one.details)
          : listed(changed.map(({ name, details }) => `${name} (${listed(details, 2)})`)),
      remedy,
    };
  }
  for (const other of rest) {
    yield {
      severity: 'warning',
      place: { file: found.file, definition: `${other.kind} ${other.name}` },
      message: `the group ${group.name} that is loaded has this rule, and what is generated does not`,
      reason: 'An older version is deployed, or the rule was added by hand',
      remedy,
    };
  }
}

function* failures({ rules: loaded, file, name: group }: LoadedGroup): Generator<Finding> {
  for (const { kind, name, health, lastError } of loaded) {
    if (health !== 'err') continue;
    yield {
      severity: 'error',
      place: { file, definition: `${kind} ${name}` },
      message: `its evaluation in the group ${group} fails`,
      reason: lastError,
      remedy:
        'Ask the server the query of the rule: what it finds twice mostly comes from a target that is scraped twice, or from two exporters with one job.',
    };
  }
}

function* slowness(group: GroupModel, found: LoadedGroup): Generator<Finding> {
  const interval = parseDuration(group.interval) ?? 0;
  const age = Date.now() - found.lastEvaluation;
  if (found.interval * 1000 !== interval) {
    yield {
      severity: 'warning',
      place: { file: found.file, definition: `rule group ${group.name}` },
      message: `it is evaluated every ${found.interval}s, and ${group.interval} is generated`,
      reason:
        '`for` and `keep_firing_for` count in evaluations, so that alerts come earlier or later than tested',
      remedy: 'Deploy what is generated.',
    };
  } else if (found.lastEvaluation > 0 && age > 5 * interval + 60_000) {
    yield {
      severity: 'error',
      place: { file: found.file, definition: `rule group ${group.name}` },
      message: `it was evaluated last ${Math.round(age / 1000)} s ago`,
      reason: 'No alert of it fires or resolves meanwhile',
      remedy: 'Look at the log of Prometheus, and at prometheus_rule_group_iterations_missed_total.',
    };
  }
}

function nameOf(rule: RuleModel): string {
  return rule.alert === undefined ? `recording rule ${rule.record}` : `alert ${rule.alert}`;
}

/** The differences between a rule and a loaded one with the same name; undefined if it is another rule. */
function detailsOf(rule: RuleModel, other: LoadedRule): readonly string[] | undefined {
  const isAlert = rule.alert !== undefined;
  if ((isAlert ? 'alert' : 'recording rule') !== other.kind) return undefined;
  if (String(rule.alert ?? rule.record) !== other.name) return undefined;
  return [
    ...compareExpressions(other.expression, String(rule.expr))
      // Prometheus prints seven days as 1w.
      .filter(({ before = '', after = '' }) => (parseDuration(before) ?? 0) !== (parseDuration(after) ?? 1))
      .map(({ what, before, after }) => `${what}: loaded ${before ?? 'none'}, generated ${after ?? 'none'}`),
    ...differing('for', other.for, rule.for),
    ...(other.keepFiringFor === undefined
      ? []
      : differing('keep_firing_for', other.keepFiringFor, rule.keep_firing_for)),
    ...differingTexts('label', other.labels, textsOf(rule.labels)),
    ...differingTexts('annotation', other.annotations, textsOf(rule.annotations)),
  ];
}

function differing(what: string, loadedSeconds: number, text: unknown): readonly string[] {
  // Servers that are compatible may send something else than a number.
  const loaded = Math.max(0, Math.round(loadedSeconds * 1000) || 0);
  const generated = parseDuration(String(text ?? '0s')) ?? 0;
  if (loaded === generated) return [];
  return [`${what}: loaded ${formatDuration(loaded)}, generated ${formatDuration(generated)}`];
}

function differingTexts(what: string, loaded: SeriesLabels, generated: SeriesLabels): readonly string[] {
  return [...new Set([...Object.keys(loaded), ...Object.keys(generated)])]
    .filter((key) => loaded[key] !== generated[key])
    .map((key) => `${what} ${key}: loaded ${loaded[key] ?? 'none'}, generated ${generated[key] ?? 'none'}`);
}

function textsOf(value: unknown): SeriesLabels {
  return Object.fromEntries(Object.entries(recordOf(value)).map(([key, text]) => [key, String(text)]));
}

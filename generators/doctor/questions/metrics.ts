import { listed } from '../../base/listed.ts';
import { nearest } from '../../base/nearest.ts';
import { plural } from '../../base/plural.ts';
import { type Exporter, type Metric, seriesOf } from '../../contract/metric.ts';
import { metricsIn } from '../../diff/expression.ts';
import { quote } from '../../promql/build/escape.ts';
import type { Finding, Installation, Question } from '../question.ts';

/** With more series nobody wants to read all labels; their number is a finding of its own. */
const MOST_SERIES = 20_000;
/** More that are missing have one cause. */
const MOST_METRICS = 3;
/** Names that every scrape adds, and those of client libraries. */
const FOREIGN = /^(up|scrape_|process_|nodejs_|go_|python_|jvm_|promhttp_|ALERTS|target_info$)/;

/** Whether the server's metrics and labels match the contract, in both directions. */
export const metrics: Question = {
  code: 'doctor/metrics',
  title: 'Has the server the metrics and labels of the contract, and no others?',
  async ask(installation) {
    const { project, config } = installation.service;
    const findings: Finding[] = [];
    const exporters = new Map(project.contract.map(({ exporter }) => [exporter.key, exporter]));
    for (const exporter of exporters.values()) {
      if (exporter.job === '') continue;
      const job = config.jobs[exporter.key] ?? exporter.job;
      findings.push(...(await exporterFindings(exporter, job, installation)));
    }
    return findings;
  },
};

async function exporterFindings(
  exporter: Exporter,
  job: string,
  { service, prometheus }: Installation,
): Promise<readonly Finding[]> {
  const { contract } = service.project;
  const own = contract.filter((metric) => metric.exporter.key === exporter.key && metric.name !== 'up');
  const isService = exporter.key === 'service';
  const scope = `job=${quote(job)}${isService ? `,namespace=${quote(service.config.namespace)}` : ''}`;
  const counted = await prometheus.query(
    isService
      ? `count by (__name__) ({${scope}})`
      : `count by (__name__) ({${scope},__name__=~${quote(own.flatMap(namesOf).join('|'))}})`,
  );
  const counts = new Map(counted.map(({ labels, value }) => [labels.__name__ ?? '', value]));
  // doctor/targets reports a missing exporter once, instead of once per metric.
  if (counts.size === 0) return isService ? [nothingFinding(scope)] : [];
  const known = new Set(contract.flatMap(namesOf));
  const unknown = isService
    ? [...counts.keys()].filter((name) => !known.has(name) && !FOREIGN.test(name)).sort()
    : [];
  const missing = own.filter(
    (metric) => metric.presence === 'always' && namesOf(metric).every((name) => !counts.has(name)),
  );
  const successors = new Map(missing.map((metric) => [metric, nearest(metric.name, unknown)]));
  const gone = missing.filter((metric) => successors.get(metric) === undefined);
  const findings: Finding[] = missing
    .filter((metric) => gone.length <= MOST_METRICS || !gone.includes(metric))
    .map((metric) => missingFinding(metric, successors.get(metric), service));
  if (gone.length > MOST_METRICS) findings.unshift(goneFinding(gone, own.length, job));
  if (unknown.length > 0) findings.push(unknownFinding(unknown, job));
  for (const metric of own) {
    const name = seriesOf(metric)[0]?.name ?? '';
    const count = counts.get(name);
    if (count !== undefined) findings.push(...(await labelFindings(metric, name, count, scope)));
  }
  return findings;

  async function labelFindings(metric: Metric, name: string, count: number, where: string) {
    const labels = Object.keys(metric.domains);
    if (labels.length === 0) return [];
    if (count > MOST_SERIES) return [tooMany(name, count)];
    const found = await prometheus.query(`count by (${labels.join(',')}) (${name}{${where}})`);
    return labels.flatMap((label) =>
      labelFinding(metric, label, new Set(found.map((one) => one.labels[label] ?? '')), isService),
    );
  }
}

const namesOf = (metric: Metric): readonly string[] => seriesOf(metric).map(({ name }) => name);

function nothingFinding(scope: string): Finding {
  return {
    severity: 'error',
    place: { definition: `series {${scope}}` },
    message: 'the server has no series of the service',
    reason: 'It is not scraped, or under another job or namespace',
    remedy: 'See doctor/targets. With --env you choose the environment, and with it the namespace.',
  };
}

function missingFinding(
  metric: Metric,
  successor: string | undefined,
  { dashboard, groups }: Installation['service'],
): Finding {
  const names = namesOf(metric);
  const reads = (expression: string) => metricsIn(expression).some((name) => names.includes(name));
  const readers = [
    ...dashboard.rows
      .flatMap((row) => row.panels)
      .filter((panel) => panel.targets.some(({ expression }) => reads(expression)))
      .map(({ definition }) => `panel ${definition.title}`),
    ...groups
      .flatMap(({ rules }) => rules)
      .filter(({ expression }) => reads(expression))
      .map((rule) => (rule.kind === 'alert' ? `alert ${rule.definition.name}` : rule.definition.series.name)),
  ];
  return {
    severity: 'error',
    place: { definition: `metric ${metric.name}` },
    message: `the contract has it, and the server has not${successor === undefined ? '' : `; it has ${successor}, which the contract has not`}`,
    reason:
      readers.length === 0
        ? 'Nothing reads it, so nothing is missing but itself'
        : `It is read by ${listed([...new Set(readers)])}`,
    remedy:
      successor === undefined
        ? 'Run a version of the service that has it, or take it out of the contract.'
        : 'Give it back its name in the service, or rename it in the contract and run "npx oac generate".',
  };
}

function goneFinding(gone: readonly Metric[], all: number, job: string): Finding {
  return {
    severity: 'error',
    place: { definition: `metric ${listed(gone.map(({ name }) => name))}` },
    message: `the contract has ${all} metrics of job ${job}, and the server lacks ${gone.length} of them`,
    reason: 'Its target is not scraped, or another version of the exporter runs, or other settings',
    remedy: 'Settle doctor/targets first. Then compare /metrics of the target with the contract.',
  };
}

function unknownFinding(unknown: readonly string[], job: string): Finding {
  return {
    severity: 'warning',
    place: { definition: `metric ${listed(unknown)}` },
    message: `job ${job} has ${plural(unknown.length, 'metric')} that the contract does not have`,
    reason: 'Nobody can query them in a panel or an alert, and they cost memory all the same',
    remedy: 'Declare them in the contract, or take them out of the service.',
  };
}

function tooMany(name: string, count: number): Finding {
  return {
    severity: 'error',
    place: { definition: `metric ${name}` },
    message: `it has ${count} series`,
    reason: 'A label takes values without bound, such as ids; Prometheus keeps all of them in memory',
    remedy: `Ask which: topk(5, count by (<label>) (${name})). Bound it in the service, as upTo() in the contract promises.`,
  };
}

function labelFinding(
  { name, domains }: Metric,
  label: string,
  values: ReadonlySet<string>,
  isService: boolean,
): readonly Finding[] {
  const domain = domains[label];
  if (domain === undefined) return [];
  // Exporters of the platform have series that we do not know, such as those of whole pods.
  const lacks = isService ? values.has('') : values.size === 1 && values.has('');
  const finding = (message: string, reason: string, remedy: string): Finding => ({
    severity: 'error',
    place: { definition: `metric ${name}, label ${label}` },
    message,
    reason,
    remedy,
  });
  if (lacks && !(domain.kind === 'one-of' && domain.values.includes(''))) {
    return [
      finding(
        'its series lack this label, which the contract has',
        'Every matcher, grouping and legend that names it is empty. Relabelling (labeldrop, or a target label of the same name) takes labels away, as well as another version of the service',
        'Compare /metrics of the service with the series in Prometheus: if /metrics has the label, correct metricRelabelings; otherwise run a version that sets it.',
      ),
    ];
  }
  if (!isService) return [];
  if (domain.kind === 'one-of') {
    const strange = [...values].filter((value) => !domain.values.includes(value)).sort();
    if (strange.length === 0) return [];
    return [
      finding(
        `it has ${listed(strange.map((value) => `"${value}"`))}, and the contract knows ${listed(domain.values.map((value) => `"${value}"`))} only`,
        'Queries that name the known values do not count the others',
        'Add the value to the contract, or fix the service.',
      ),
    ];
  }
  if (values.size <= domain.cap) return [];
  return [
    finding(
      `it has ${values.size} values, and the contract promises at most ${domain.cap}`,
      'Each value costs as many series as the other labels have combinations',
      'Bound the values in the service, or raise the cap in the contract.',
    ),
  ];
}

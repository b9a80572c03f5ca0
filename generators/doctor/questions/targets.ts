import { load } from 'js-yaml';
import { parseDuration } from '../../base/duration.ts';
import { listed } from '../../base/listed.ts';
import { recordOf, recordsOf } from '../../base/record.ts';
import type { ServiceConfig } from '../../config/config.ts';
import { selectionLabels } from '../../config/selection-labels.ts';
import type { ActiveTarget, PrometheusClient, SeriesLabels, Targets } from '../../prometheus/client.ts';
import type { Finding, Question } from '../question.ts';

const KUBERNETES = '__meta_kubernetes_';

/** The document's second problem: Prometheus does not collect the metrics. */
export const targets: Question = {
  code: 'doctor/targets',
  title: 'Is every target scraped?',
  async ask({ service, prometheus, series, out }) {
    const { config, project } = service;
    const all = await prometheus.targets();
    // A server that receives samples by remote write, such as VictoriaMetrics, answers as if there were no
    // targets; it does not know the retention either.
    if (all.active.length + all.dropped.length === 0) await prometheus.retention();
    const own = all.active.filter(
      ({ labels }) => labels.job === serviceJob(config) && labels.namespace === config.namespace,
    );
    const findings: Finding[] =
      own.length === 0
        ? [await missingService(config, all, prometheus, out)]
        : [...own.flatMap((target) => [...targetFindings(target, config)]), ...twice(own)];
    const exporters = new Map(project.contract.map(({ exporter }) => [exporter.key, exporter]));
    for (const { key, job, describes } of exporters.values()) {
      const wanted = config.jobs[key] ?? job;
      if (key === 'service' || job === '' || wanted === serviceJob(config)) continue;
      const found = all.active.filter(({ labels }) => labels.job === wanted);
      const down = found.filter(({ health }) => health === 'down');
      // Exporters may set `job` themselves (`honor_labels`), so that no target has it.
      if (found.length === 0 && !(await series.hasJob(wanted)))
        findings.push(missingExporter(key, wanted, describes, all));
      for (const target of down.slice(0, 3)) findings.push(...downFinding(target, config));
    }
    return findings;
  },
};

const serviceJob = (config: ServiceConfig): string => config.jobs.service ?? config.service.name;

async function missingService(
  config: ServiceConfig,
  { active, dropped }: Targets,
  prometheus: PrometheusClient,
  out: string,
): Promise<Finding> {
  const job = serviceJob(config);
  const monitor = `servicemonitor ${config.app} -n ${config.namespace}`;
  const finding = (reason: string, remedy: string): Finding => ({
    severity: 'error',
    place: {
      file: `${out}/monitoring/${config.app}-servicemonitor.yaml`,
      definition: `target job="${job}", namespace="${config.namespace}"`,
    },
    message: 'the service is not scraped',
    reason,
    remedy,
  });
  const isOurs = ({ discovered }: { readonly discovered: SeriesLabels }) =>
    discovered[`${KUBERNETES}namespace`] === config.namespace &&
    discovered[`${KUBERNETES}service_name`] === config.service.name;
  const elsewhere = active.find(isOurs) ?? active.find(({ labels }) => labels.job === job);
  if (elsewhere !== undefined) {
    const { labels } = elsewhere;
    const [label, wanted] = labels.job === job ? ['namespace', config.namespace] : ['job', job];
    return finding(
      `Prometheus scrapes ${elsewhere.scrapeUrl} with ${label}="${labels[label] ?? ''}", but panels and rules select ${label}="${wanted}"`,
      label === 'job'
        ? `Deploy the generated ServiceMonitor, which sets the job; or set jobs.service to "${labels.job ?? ''}" in observability.yaml and run "npx oac generate".`
        : `Set the namespace of this environment in observability.yaml (--env chooses the environment), and run "npx oac generate".`,
    );
  }
  const taken = dropped.filter(isOurs);
  if (taken.length > 0)
    return finding(
      whyDropped(taken, config),
      `kubectl get service ${config.service.name} -n ${config.namespace} -o yaml shows labels and names of ports; set them in observability.yaml (service.labels, service.portName), or correct the Service.`,
    );
  const pool = `serviceMonitor/${config.namespace}/${config.app}/0`;
  if (poolsOf(await prometheus.configuration()).includes(pool)) {
    return finding(
      `the operator has taken the ServiceMonitor (job ${pool}), but Prometheus finds no endpoint of the Service "${config.service.name}" in ${config.namespace}: no pod is ready, the Service has other labels or another name, or the account of Prometheus may not list endpoints there`,
      `kubectl get service,endpointslices -n ${config.namespace} --show-labels; kubectl auth can-i list endpoints -n ${config.namespace} --as system:serviceaccount:NAMESPACE:ACCOUNT, with those of Prometheus. "oac doctor --kube" asks all this.`,
    );
  }
  const labels = Object.entries(selectionLabels(config.operator).monitor).map(
    ([label, value]) => `${label}=${value}`,
  );
  return finding(
    `Prometheus has no scrape job for it: ${pool} is not in its configuration. The ServiceMonitor is not there, or the serviceMonitorSelector or serviceMonitorNamespaceSelector of the Prometheus does not select it${labels.length === 0 ? '' : `: it has to have ${labels.join(', ')}`}`,
    `kubectl get ${monitor} --show-labels; kubectl get prometheus -A -o jsonpath='{.items[*].spec.serviceMonitorSelector}'${labels.length === 0 ? '' : `; kubectl label --overwrite ${monitor} ${labels.join(' ')}`}. Without the operator, add a scrape job to prometheus.yml.`,
  );
}

function poolsOf(yaml: string): readonly string[] {
  try {
    return recordsOf(recordOf(load(yaml)).scrape_configs).map((job) => String(job.job_name));
  } catch {
    return [];
  }
}

/** Relabelling keeps an endpoint whose Service has the labels and whose port has the name. */
function whyDropped(
  taken: readonly { readonly discovered: SeriesLabels; readonly pool: string }[],
  { service }: ServiceConfig,
): string {
  const first = taken[0]?.discovered ?? {};
  const wrong = Object.entries(service.labels).flatMap(([label, value]) => {
    const found = first[`${KUBERNETES}service_label_${label.replaceAll(/[^A-Za-z0-9_]/g, '_')}`];
    return found === value ? [] : [`label ${label} is "${found ?? ''}" and not "${value}"`];
  });
  const ports = [
    ...new Set(
      taken
        .flatMap(({ discovered }) => [
          discovered[`${KUBERNETES}endpointslice_port_name`] ??
            discovered[`${KUBERNETES}endpoint_port_name`] ??
            [],
        ])
        .flat(),
    ),
  ];
  const port = ports.includes(service.portName)
    ? []
    : [
        `no port is named "${service.portName}", only ${ports.map((name) => `"${name}"`).join(', ') || 'none'}`,
      ];
  const why = [...wrong, ...port];
  return `Prometheus finds the endpoints of the Service "${service.name}" and drops them: ${why.join('; ') || `a relabelling of ${taken[0]?.pool ?? 'the job'} does`}`;
}

function missingExporter(key: string, job: string, describes: string, { active }: Targets): Finding {
  const jobs = [...new Set(active.map(({ labels }) => labels.job ?? ''))].filter(Boolean).sort();
  const likely = jobs.filter((one) => one.includes(key) || key.includes(one));
  return {
    severity: 'error',
    place: { definition: `target job="${job}" (jobs.${key})` },
    message: `no target is the exporter ${key}`,
    reason: `${describes}. Panels and rules select job="${job}", but Prometheus scrapes the jobs ${listed(jobs, 12) || 'none'}`,
    remedy: `Install it and have it scraped, or write its job into observability.yaml: jobs.${key}: ${likely[0] ?? '<job>'}, and run "npx oac generate".`,
  };
}

function* targetFindings(target: ActiveTarget, config: ServiceConfig): Generator<Finding> {
  yield* downFinding(target, config);
  const interval = target.discovered.__scrape_interval__;
  if (interval !== undefined && parseDuration(interval) !== parseDuration(config.intervals.scrape)) {
    yield {
      severity: 'warning',
      place: { definition: `target ${target.scrapeUrl}` },
      message: `it is scraped every ${interval}, and intervals.scrape is ${config.intervals.scrape}`,
      reason:
        'Windows of rules and rates are chosen for the configured interval; a slower scrape leaves them empty',
      remedy:
        'Deploy the generated ServiceMonitor, or write the interval into observability.yaml and run "npx oac generate".',
    };
  }
}

function* downFinding(
  { health, lastError, scrapeUrl }: ActiveTarget,
  config: ServiceConfig,
): Generator<Finding> {
  if (health !== 'down') return;
  const [reason, remedy] = explainScrapeError(lastError, config);
  yield {
    severity: 'error',
    place: { definition: `target ${scrapeUrl}` },
    message: `its scrape fails: ${lastError}`,
    reason,
    remedy,
  };
}

function explainScrapeError(error: string, config: ServiceConfig): readonly [reason: string, remedy: string] {
  const { app, namespace, service } = config;
  const pods = `kubectl get pods -n ${namespace} -l app=${app} -o wide`;
  if (/refused/.test(error))
    return [
      'Nothing listens on this port of the pod: it is starting, has ended, or listens elsewhere',
      `${pods}; kubectl logs -n ${namespace} -l app=${app} --tail=50`,
    ];
  if (/deadline exceeded|timeout|no route to host/.test(error))
    return [
      'Packets get no answer, or the answer takes longer than the scrape timeout: a NetworkPolicy that does not let Prometheus in looks like this',
      `kubectl get networkpolicy -n ${namespace} -o yaml must allow ingress from the namespace of Prometheus on the port "${service.portName}" (workload.network.prometheusNamespace).`,
    ];
  if (/HTTP status 404/.test(error))
    return [
      `There is no metrics page under this path; service.metricsPath is ${service.metricsPath}`,
      `kubectl port-forward -n ${namespace} service/${service.name} 8000:${service.portName}, then find it with curl, and write it into observability.yaml.`,
    ];
  if (/HTTP status 40[13]/.test(error))
    return [
      'The page requires credentials, and the scrape has none',
      'Let the service answer its metrics without, or add authorization to the ServiceMonitor.',
    ];
  if (/no such host|lookup/.test(error)) return ['The name of the target is not known to its DNS', pods];
  if (/expected|invalid|unsupported|parse|Content-Type|EOF/i.test(error))
    return [
      'What answers there is not in the exposition format: another port, or another path',
      `kubectl port-forward -n ${namespace} service/${service.name} 8000:${service.portName}; curl localhost:8000${service.metricsPath} | promtool check metrics`,
    ];
  return ['It gets no metrics from there', `${pods}; kubectl logs -n ${namespace} -l app=${app} --tail=50`];
}

/** Two ServiceMonitors that select one Service double every sum. */
function* twice(own: readonly ActiveTarget[]): Generator<Finding> {
  const pools = new Map<string, Set<string>>();
  for (const { scrapeUrl, pool } of own) pools.set(scrapeUrl, (pools.get(scrapeUrl) ?? new Set()).add(pool));
  for (const [url, names] of pools) {
    if (names.size < 2) continue;
    yield {
      severity: 'error',
      place: { definition: `target ${url}` },
      message: `${names.size} scrape jobs scrape it: ${[...names].join(', ')}`,
      reason: 'Every sum over its series counts twice, or the samples of one are refused as duplicates',
      remedy: 'Remove one of them: kubectl get servicemonitor,podmonitor -A',
    };
  }
}

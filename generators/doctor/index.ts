import { type Diagnostic, DiagnosticError } from '../base/diagnostic.ts';
import { listed } from '../base/listed.ts';
import type { Installation, Question } from './question.ts';
import { alerts } from './questions/alerts.ts';
import { clock } from './questions/clock.ts';
import { clusterAccess } from './questions/cluster-access.ts';
import { clusterNetwork } from './questions/cluster-network.ts';
import { clusterSelection } from './questions/cluster-selection.ts';
import { clusterService } from './questions/cluster-service.ts';
import { clusterVolumes } from './questions/cluster-volumes.ts';
import { dashboard } from './questions/dashboard.ts';
import { dataSource } from './questions/data-source.ts';
import { metrics } from './questions/metrics.ts';
import { panels } from './questions/panels.ts';
import { retention } from './questions/retention.ts';
import { routes } from './questions/routes.ts';
import { rules } from './questions/rules.ts';
import { targets } from './questions/targets.ts';
import { version } from './questions/version.ts';

/** In the order in which a person would ask them. */
export const QUESTIONS: readonly Question[] = [
  version,
  clock,
  retention,
  targets,
  clusterSelection,
  clusterService,
  clusterAccess,
  clusterNetwork,
  clusterVolumes,
  metrics,
  rules,
  alerts,
  routes,
  panels,
  dataSource,
  dashboard,
];

const UNREACHABLE = {
  prometheus: 'prometheus/unreachable',
  alertmanager: 'alertmanager/unreachable',
  grafana: 'grafana/unreachable',
  kube: 'kubectl/missing',
} as const;

export interface Answered {
  readonly code: string;
  readonly title: string;
  readonly state: 'ok' | 'findings' | 'unanswered';
}

export interface Examination {
  readonly questions: readonly Answered[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Asks every question. One that cannot be answered is reported, and the others are asked all the same. */
export async function examine(
  installation: Installation,
  onProgress: (title: string) => void = () => undefined,
): Promise<Examination> {
  const questions: Answered[] = [];
  const diagnostics: Diagnostic[] = [];
  const unanswered: { readonly title: string; readonly why: Diagnostic }[] = [];
  for (const { code, title, needs, ask } of QUESTIONS) {
    if (needs !== undefined && installation[needs] === undefined) continue;
    onProgress(title);
    // Without this, each question would wait for a dead server as long as the first one.
    const gone = unanswered.find(({ why }) => why.code === UNREACHABLE[needs ?? 'prometheus']);
    if (gone !== undefined) {
      unanswered.push({ title, why: gone.why });
      questions.push({ code, title, state: 'unanswered' });
      continue;
    }
    try {
      const found = await ask(installation);
      diagnostics.push(...found.map((finding) => ({ code, ...finding })));
      questions.push({ code, title, state: found.length === 0 ? 'ok' : 'findings' });
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      const [why] = error.diagnostics;
      if (why !== undefined) unanswered.push({ title, why });
      questions.push({ code, title, state: 'unanswered' });
    }
  }
  return { questions, diagnostics: [...diagnostics, ...unansweredDiagnostics(unanswered)] };
}

/** One dead server is one finding. */
function unansweredDiagnostics(
  unanswered: readonly { readonly title: string; readonly why: Diagnostic }[],
): readonly Diagnostic[] {
  const reasons = [...new Set(unanswered.map(({ why }) => `${why.code} ${why.reason}`))];
  return reasons.flatMap((reason) => {
    const same = unanswered.filter(({ why }) => `${why.code} ${why.reason}` === reason);
    const [first] = same;
    if (first === undefined) return [];
    return {
      code: 'doctor/unanswered',
      severity: 'warning',
      place: { definition: first.why.code },
      // All of them are listed above the findings.
      message: `unanswered: ${listed(
        same.map(({ title }) => title),
        3,
      )}`,
      reason: `${first.why.message}: ${first.why.reason}`,
      remedy: first.why.remedy,
    } as const;
  });
}

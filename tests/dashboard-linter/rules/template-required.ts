import { isPrometheusDashboard } from '../model.ts';
import type { Finding, Rule } from '../rule.ts';

const DATASOURCES: ReadonlySet<string | undefined> = new Set([
  '$datasource',
  '${datasource}',
  '$prometheus_datasource',
  '${prometheus_datasource}',
]);

/** The viewer can pick jobs and instances, several or all of them. */
export const templateJob = requiredVariable('template-job-rule', 'job', 'Job');
export const templateInstance = requiredVariable('template-instance-rule', 'instance', 'Instance');

function requiredVariable(rule: Rule['name'], name: string, label: string): Rule {
  return {
    name: rule,
    check: (dashboard) => {
      if (!isPrometheusDashboard(dashboard)) return [];
      const variable = dashboard.variables.find((candidate) => candidate.name === name);
      const findings: Finding[] = [];
      const require = (holds: boolean, message: string, severity: Finding['severity'] = 'error') => {
        if (!holds) findings.push({ severity, message });
      };
      require(variable !== undefined, `there is no variable "${name}"`);
      if (variable === undefined) return findings;
      const { datasource, type, isMulti, allValue } = variable;
      require(DATASOURCES.has(
        datasource.uid,
      ), `variable "${name}" should use datasource "\${datasource}", not "${datasource.uid}"`);
      require(type === 'query', `variable "${name}" should be of type query, is "${type}"`);
      require(variable.label ===
        label, `variable "${name}" should be labelled "${label}", is "${variable.label}"`, 'warning');
      require(isMulti, `variable "${name}" should be a multi select`);
      require(allValue === '.+', `variable "${name}" should have allValue ".+", has "${allValue}"`);
      return findings;
    },
  };
}

import type { LintedVariable } from '../model.ts';
import type { Finding, Rule } from '../rule.ts';

/** The viewer picks the data source, by a variable whose name and label are the same in every dashboard. */
export const templateDatasource: Rule = {
  name: 'template-datasource-rule',
  check: ({ variables }) => {
    const pickers = variables.filter(({ type }) => type.toLowerCase() === 'datasource');
    if (pickers.length === 0)
      return [{ severity: 'error', message: 'there is no variable of type datasource' }];
    return pickers.flatMap((picker) => checkPicker(picker, pickers.length === 1));
  },
};

function checkPicker({ name, label, query }: LintedVariable, isOnlyOne: boolean): readonly Finding[] {
  const names = [`${query.toLowerCase()}_datasource`, ...(isOnlyOne ? ['datasource'] : [])];
  const labels = [`${titleCase(query)} data source`, ...(isOnlyOne ? ['Data source'] : [])];
  if (!names.includes(name)) {
    return [
      { severity: 'error', message: `data source variable "${name}" should be named ${names.join(' or ')}` },
    ];
  }
  return labels.includes(label)
    ? []
    : [
        {
          severity: 'warning',
          message: `data source variable "${name}" is labelled "${label}", should be ${labels.join(' or ')}`,
        },
      ];
}

function titleCase(text: string): string {
  return text.replaceAll(
    /(\p{L})([\p{L}\p{N}]*)/gu,
    (_, first: string, rest: string) => first.toUpperCase() + rest.toLowerCase(),
  );
}

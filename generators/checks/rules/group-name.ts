import { defineCheck } from '../check.ts';
import { duplicatesIn } from '../service.ts';

export const groupName = defineCheck({
  code: 'rules/group-name',
  severity: 'error',
  title: 'Rule groups have unique names',
  reason: 'Prometheus rejects a file with duplicate group names and loads none of its rules',
  page: {
    details: 'Two groups have the same name, or a group has no name.',
    impact: 'Prometheus rejects the file and loads none of its rules.',
    example: {
      language: 'ts',
      bad: "[{ name: 'observer', rules: […] }, { name: 'observer', rules: […] }]",
      good: "[{ name: 'observer-http', rules: […] }, { name: 'observer-data', rules: […] }]",
    },
  },
  *find(service) {
    const names = service.groups.map((group) => group.name);
    for (const name of duplicatesIn(names)) {
      yield {
        place: { definition: `rule group ${name}` },
        message: `two groups are named "${name}"`,
        remedy: 'Name each group after its topic, or merge the groups',
      };
    }
    if (names.includes('')) {
      yield {
        place: { definition: 'rule group' },
        message: 'a group has no name',
        remedy: 'Name the group after its topic',
      };
    }
  },
});

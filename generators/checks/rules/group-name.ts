import { defineCheck } from '../check.ts';
import { duplicatesIn } from '../service.ts';

export const groupName = defineCheck({
  code: 'rules/group-name',
  severity: 'error',
  title: 'Groups of rules have names of their own',
  reason: 'Prometheus refuses a file in which two groups have one name, and loads none of its rules',
  page: {
    details: 'Two groups have the same name, or one has none.',
    impact: 'Prometheus refuses the file and loads none of its rules.',
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
        remedy: 'Name each group by what its rules are about, or make one group of both',
      };
    }
    if (names.includes('')) {
      yield {
        place: { definition: 'rule group' },
        message: 'a group has no name',
        remedy: 'Name the group by what its rules are about',
      };
    }
  },
});

import { describe, expect, it } from 'vitest';
import { messages } from '../testing/findings.ts';
import { alertOf, queryOf } from '../testing/service.ts';
import { labelCollision } from './label-collision.ts';

const said = (kept: readonly string[]) =>
  messages(labelCollision, {
    rules: [alertOf({ query: queryOf('up', { labels: kept }), labels: { severity: 'info', team: 'shop' } })],
  });

describe('alert/label-collision', () => {
  it('refuses a label of the rule that the query keeps', () => {
    expect(said(['job', 'team'])).toEqual(['the rule sets the label team, which the query keeps as well']);
  });

  it('accepts labels that only one of them has', () => {
    expect(said(['job', 'instance'])).toEqual([]);
  });
});

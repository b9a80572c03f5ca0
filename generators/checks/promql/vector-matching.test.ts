import { describe, expect, it } from 'vitest';
import { inPanel } from '../testing/findings.ts';
import { vectorMatching } from './vector-matching.ts';

const by = (labels: string) => `sum by (${labels}) (shop_stock)`;

describe('promql/vector-matching', () => {
  it.each([
    [`${by('job')} / ${by('job, pod')}`, 'the two sides of "/" never match: only the right side has pod'],
    [
      `${by('article')} and ${by('job')}`,
      'the two sides of "and" never match: only the left side has article, and only the right side has job',
    ],
    [
      `${by('job')} > on (job, pod) ${by('job, pod')}`,
      'the two sides of ">" never match: only the right side has pod',
    ],
    [
      `${by('job, pod')} * ignoring (pod) group_left () ${by('job, article')}`,
      'the two sides of "*" never match: only the right side has article',
    ],
    [`${by('job')} unless ${by('pod')}`, 'the two sides of "unless" never match'],
  ])('%s', (query, message) => {
    const [said, ...others] = inPanel(vectorMatching, query);
    expect(said?.message).toContain(message);
    expect(message).toContain(`"${said?.at}"`);
    expect(others).toEqual([]);
  });

  it.each([
    [`${by('job')} / ${by('job')}`],
    [`${by('job, pod')} / on (job) ${by('job')}`],
    [`${by('job, pod')} * ignoring (pod) group_left () ${by('job')}`],
    [`${by('job')} or vector(0)`],
    [`${by('job')} and on () vector(1)`],
    [`${by('job')} > 5`],
    [`time() - ${by('job')}`],
    [`${by('job')} / some_foreign_metric`],
  ])('has nothing to say about %s', (query) => {
    expect(inPanel(vectorMatching, query)).toEqual([]);
  });
});

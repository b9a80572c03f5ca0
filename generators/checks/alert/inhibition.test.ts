import { describe, expect, it } from 'vitest';
import { messages } from '../testing/findings.ts';
import { alertOf, queryOf } from '../testing/service.ts';
import { inhibition } from './inhibition.ts';

const perJob = queryOf('up', { labels: ['namespace', 'job'] });

const said = (rules: readonly Parameters<typeof alertOf>[0][]) =>
  messages(inhibition, { rules: rules.map((rule) => alertOf({ query: perJob, ...rule })) });

const leader = { name: 'ShopDown' };

describe('alert/inhibition', () => {
  it('accepts an alert of the project and labels that both have', () => {
    expect(said([leader, { inhibitedBy: [{ alert: 'ShopDown', equal: ['job', 'team'] }] }])).toEqual([]);
  });

  it('refuses a name that no alert has', () => {
    expect(said([leader, { inhibitedBy: [{ alert: 'ShopDwon' }] }])).toEqual([
      'the project has no alert "ShopDwon"',
    ]);
  });

  it('refuses labels that no rule of the name has', () => {
    expect(
      said([leader, { inhibitedBy: [{ alert: 'ShopDown', labels: { severity: 'critical' } }] }]),
    ).toEqual(['no rule of ShopDown has the labels severity="critical"']);
  });

  it.each([
    ['the alert itself', {}, { query: queryOf('up') }, 'ShopOutOfStock'],
    ['the alert that leads', { query: queryOf('up') }, {}, 'ShopDown'],
  ])('refuses a label that %s lacks', (_, leads, follows, name) => {
    expect(
      said([
        { ...leader, ...leads },
        { ...follows, inhibitedBy: [{ alert: 'ShopDown', equal: ['job'] }] },
      ]),
    ).toEqual([`"equal" compares the label job, which ${name} does not have`]);
  });

  it('refuses alerts that inhibit each other, directly or through others', () => {
    const inhibitedBy = (alert: string) => [{ alert }];
    expect(
      said([
        { name: 'A', inhibitedBy: inhibitedBy('B') },
        { name: 'B', inhibitedBy: inhibitedBy('C') },
        { name: 'C', inhibitedBy: inhibitedBy('A') },
        { name: 'D', inhibitedBy: inhibitedBy('A') },
      ]),
    ).toEqual([
      'the alert is inhibited by B, which it inhibits itself',
      'the alert is inhibited by C, which it inhibits itself',
      'the alert is inhibited by A, which it inhibits itself',
    ]);
  });

  it('treats rules with the same name as different alerts', () => {
    const rule = (severity: 'critical' | 'warning') => ({
      severity,
      labels: { severity },
      inhibitedBy:
        severity === 'warning' ? [{ alert: 'ShopOutOfStock', labels: { severity: 'critical' } }] : [],
    });
    expect(said([rule('critical'), rule('warning')])).toEqual([]);
  });
});

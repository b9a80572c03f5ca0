import { expect, test } from 'vitest';
import { mutateFields } from './fields.ts';

const changes = (fields: Readonly<Record<string, unknown>>) =>
  mutateFields({
    kind: 'alert',
    name: 'A',
    expression: 'up',
    fields,
    place: { file: 'rules.yaml', line: 1 },
  });

test('"for" is left out, halved and doubled', () => {
  expect(changes({ for: '5m' }).map(({ fields }) => fields.for)).toEqual([undefined, '2m30s', '10m']);
});

test('"keep_firing_for" is left out and doubled', () => {
  expect(changes({ keep_firing_for: '90s' }).map(({ after }) => after)).toEqual([
    '(no keep_firing_for)',
    'keep_firing_for: 3m',
  ]);
});

test('a "for" of nothing has no mutants', () => {
  expect(changes({ for: '0s', keep_firing_for: '0s' })).toEqual([]);
});

test('the severity is mistaken for another, other labels are left out', () => {
  const labels = (written: Readonly<Record<string, string>>) =>
    changes({ labels: written }).map(({ fields }) => fields.labels);

  expect(labels({ severity: 'critical', team: 'a' })).toEqual([
    { severity: 'warning', team: 'a' },
    { severity: 'critical' },
  ]);
  expect(labels({ severity: 'page' })).toEqual([{ severity: 'critical' }]);
});

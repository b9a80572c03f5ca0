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

test('"for" is removed, halved and doubled', () => {
  expect(changes({ for: '5m' }).map(({ fields }) => fields.for)).toEqual([undefined, '2m30s', '10m']);
});

test('"keep_firing_for" is removed and doubled', () => {
  expect(changes({ keep_firing_for: '90s' }).map(({ after }) => after)).toEqual([
    '(no keep_firing_for)',
    'keep_firing_for: 3m',
  ]);
});

test('an empty "for" has no mutants', () => {
  expect(changes({ for: '0s', keep_firing_for: '0s' })).toEqual([]);
});

test('the severity is replaced by another one, other labels are removed', () => {
  const labels = (written: Readonly<Record<string, string>>) =>
    changes({ labels: written }).map(({ fields }) => fields.labels);

  expect(labels({ severity: 'critical', team: 'a' })).toEqual([
    { severity: 'warning', team: 'a' },
    { severity: 'critical' },
  ]);
  expect(labels({ severity: 'page' })).toEqual([{ severity: 'critical' }]);
});

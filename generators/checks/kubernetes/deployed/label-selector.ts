import { type Fields, fieldsAt, listAt, textAt, textsAt } from '../manifests.ts';

/** Whether a `LabelSelector` selects an object with these labels; an empty one selects every object. */
export function finds(selector: Fields, labels: Fields): boolean {
  return unmet(selector, labels).length === 0;
}

/** The requirements of a `LabelSelector` that these labels do not meet, for messages. */
export function unmet(selector: Fields, labels: Fields): readonly string[] {
  const pairs = Object.entries(fieldsAt(selector, 'matchLabels') ?? {})
    .filter(([key, value]) => labels[key] !== value)
    .map(([key, value]) => `${key}=${String(value)}`);
  const expressions = listAt(selector, 'matchExpressions')
    .filter((expression) => !holds(expression, labels))
    .map((expression) =>
      [textAt(expression, 'key'), textAt(expression, 'operator'), ...textsAt(expression, 'values')].join(' '),
    );
  return [...pairs, ...expressions];
}

function holds(expression: Fields, labels: Fields): boolean {
  const value = labels[textAt(expression, 'key') ?? ''];
  const isListed = typeof value === 'string' && textsAt(expression, 'values').includes(value);
  switch (textAt(expression, 'operator')) {
    case 'In':
      return isListed;
    case 'NotIn':
      return !isListed;
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return true;
  }
}

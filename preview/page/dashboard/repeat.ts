import type { Panel, Section } from './model.ts';

/** @returns the current values of a variable */
type ValuesOf = (variable: string) => readonly string[];

/** Rows and panels that are drawn once for each value of a variable, as Grafana lays them out. */
export function repeated(sections: readonly Section[], valuesOf: ValuesOf): readonly Section[] {
  return sections.flatMap((section) => {
    const values = section.repeat === undefined ? [] : valuesOf(section.repeat);
    if (section.repeat === undefined || values.length === 0) return [withPanels(section, valuesOf)];
    const variable = section.repeat;
    return values.map((value) =>
      withPanels(
        {
          ...section,
          key: `${section.key}-${value}`,
          title: section.title?.replaceAll(reference(variable), () => value),
          panels: section.panels.map((panel) => ({
            ...panel,
            key: `${panel.key}-${value}`,
            scope: { ...panel.scope, [variable]: value },
          })),
        },
        valuesOf,
      ),
    );
  });
}

function withPanels(section: Section, valuesOf: ValuesOf): Section {
  let pushed = 0;
  const panels: Panel[] = [];
  for (const panel of section.panels) {
    const copies = copiesOf(panel, valuesOf).map((copy) => ({
      ...copy,
      place: { ...copy.place, y: copy.place.y + pushed },
    }));
    panels.push(...copies);
    const bottom = Math.max(...copies.map(({ place }) => place.y + place.h));
    pushed += Math.max(0, bottom - (panel.place.y + pushed + panel.place.h));
  }
  return { ...section, panels };
}

function copiesOf(panel: Panel, valuesOf: ValuesOf): readonly Panel[] {
  const { repeat, place } = panel;
  const values = repeat === undefined ? [] : valuesOf(repeat.variable);
  if (repeat === undefined || values.length === 0) return [panel];
  const perRow = Math.min(values.length, Math.max(1, repeat.perRow));
  const width = Math.floor(24 / perRow);
  return values.map((value, index) => ({
    ...panel,
    key: `${panel.key}-${value}`,
    scope: { ...panel.scope, [repeat.variable]: value },
    place: repeat.isVertical
      ? { ...place, y: place.y + index * place.h }
      : {
          x: (index % perRow) * width,
          y: place.y + Math.floor(index / perRow) * place.h,
          w: width,
          h: place.h,
        },
  }));
}

function reference(variable: string): RegExp {
  const name = variable.replace(/\W/g, '');
  return new RegExp(`\\$${name}\\b|\\$\\{${name}(?::\\w+)?\\}|\\[\\[${name}\\]\\]`, 'g');
}

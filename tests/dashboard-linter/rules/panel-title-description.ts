import { CHECKED_TYPES, panelRule } from '../rule.ts';

/** Panels say what they show. */
export const panelTitleDescription = panelRule('panel-title-description-rule', CHECKED_TYPES, (panel) =>
  panel.title === '' || panel.description === ''
    ? `the panel with id ${panel.id} has no ${panel.title === '' ? 'title' : 'description'}`
    : undefined,
);

import { CHECKED_TYPES, panelRule } from '../rule.ts';

/** Panels have a list of targets; an empty one is enough. */
export const panelNoTargets = panelRule('panel-no-targets-rule', CHECKED_TYPES, ({ targets }) =>
  targets === undefined ? 'the panel has no targets' : undefined,
);

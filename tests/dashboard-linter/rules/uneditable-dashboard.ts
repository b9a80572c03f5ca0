import { dashboardRule } from '../rule.ts';

/** A provisioned dashboard cannot be saved, so it should not offer to be edited. */
export const uneditableDashboard = dashboardRule('uneditable-dashboard', ({ isEditable }) =>
  isEditable ? ['the dashboard is editable, should have editable: false'] : [],
);

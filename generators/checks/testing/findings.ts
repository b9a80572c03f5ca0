import type { RenderedService } from '../../compile/model.ts';
import type { Check } from '../check.ts';
import { alertOf, panelOf, type ServiceParts, serviceWith } from './service.ts';

/** A finding of a check: its message, and the text under the caret if there is one. */
export interface Said {
  readonly message: string;
  readonly at?: string;
}

export function findings(check: Check, service: RenderedService): Said[] {
  return check.run(service).map(({ message, place: { excerpt } }) => ({
    message,
    ...(excerpt === undefined ? {} : { at: excerpt.text.slice(excerpt.from, excerpt.to) }),
  }));
}

export function messages(check: Check, parts: ServiceParts): string[] {
  return findings(check, serviceWith(parts)).map(({ message }) => message);
}

/** The findings for a panel with this query. */
export function inPanel(check: Check, query: string): Said[] {
  return findings(check, serviceWith({ panels: [panelOf({ plots: [{ query }] })], rules: [] }));
}

/** The findings for an alert with this query. */
export function inAlert(check: Check, query: string): Said[] {
  return findings(check, serviceWith({ panels: [], rules: [alertOf({ query })] }));
}

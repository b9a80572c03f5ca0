import type { RenderedService } from '../../compile/model.ts';
import type { Check } from '../check.ts';
import { alertOf, panelOf, type ServiceParts, serviceWith } from './service.ts';

/** What a check says: message, and the text under the caret where there is one. */
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

/** Of a panel with this query. */
export function inPanel(check: Check, query: string): Said[] {
  return findings(check, serviceWith({ panels: [panelOf({ plots: [{ query }] })], rules: [] }));
}

/** Of an alert with this query. */
export function inAlert(check: Check, query: string): Said[] {
  return findings(check, serviceWith({ panels: [], rules: [alertOf({ query })] }));
}

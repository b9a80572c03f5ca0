import type { RuleGroup } from 'observability-as-code';
import { http } from '../signals/http.ts';
import type { RuleContext } from './context.ts';

/** What the users of the observer's HTTP API notice. */
export function httpRules(context: RuleContext): RuleGroup {
  return { name: `${context.config.app}-http`, rules: http.rules(context) };
}

import type { RuleGroup, ServiceConfig } from 'observability-as-code';
import type { Threshold } from '../signals/thresholds.ts';
import { ruleContext } from './context.ts';
import { dataRules } from './data.ts';
import { databaseRules } from './database.ts';
import { heartbeatRules } from './heartbeat.ts';
import { httpRules } from './http.ts';
import { podRules } from './pods.ts';
import { sloRules } from './slo.ts';
import { storageRules } from './storage.ts';
import { tokenRules } from './token.ts';

/** What wakes people, by concern. */
export function observerRules(config: ServiceConfig<Threshold>): readonly RuleGroup[] {
  const context = ruleContext(config);
  return [
    podRules(context),
    httpRules(context),
    dataRules(context),
    tokenRules(context),
    storageRules(context),
    ...(config.parts.database ? [databaseRules(context)] : []),
    sloRules(context),
    heartbeatRules(context),
  ];
}

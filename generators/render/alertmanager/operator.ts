import type { CompiledRouting, KubernetesObject } from '../../compile/model.ts';
import type { AlertmanagerConfig, Labels, ReceiverConfig, ServiceConfig } from '../../config/config.ts';
import { selectionLabels } from '../../config/selection-labels.ts';
import type { Route, RouteMatch, TimeInterval, TimePeriod } from '../../define/routing.ts';
import { metadata } from '../kubernetes/object.ts';
import { anyOf } from './alertmanager.ts';
import { incidentMessage, mailMessage, slackMessage } from './messages.ts';
import { inUtc } from './utc.ts';
import { type Words, wordsIn } from './words.ts';

/**
 * The same as an object of the Prometheus operator, for this service's alerts only. The operator adds the
 * object's namespace to its routes and inhibitions.
 */
export function alertmanagerConfigObject(
  config: ServiceConfig,
  alertmanager: AlertmanagerConfig,
  routing: CompiledRouting,
): KubernetesObject {
  const words = wordsIn(config.language);
  const { service } = config.alerts.labels;
  const top = service === undefined ? routing.route : { ...routing.route, match: { service } };
  return {
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'AlertmanagerConfig',
    metadata: metadata(config, `${config.app}-alertmanager`, selectionLabels(config.operator).rule),
    spec: {
      route: routeModel(top),
      receivers: Object.entries(alertmanager.receivers)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, receiver]) => ({ name, ...integrations(receiver, alertmanager.secret, words) })),
      inhibitRules: routing.inhibitions.map(({ source, target, equal }) => ({
        sourceMatch: matchers(source),
        targetMatch: matchers(target),
        equal,
      })),
      muteTimeIntervals: (routing.intervals ?? []).map(intervalModel),
    },
  };
}

function routeModel(route: Route | Omit<Route, 'site'>): Readonly<Record<string, unknown>> {
  return {
    matchers: route.match && matchers(route.match),
    receiver: route.receiver,
    groupBy: route.groupBy,
    groupWait: route.groupWait,
    groupInterval: route.groupInterval,
    repeatInterval: route.repeatInterval,
    activeTimeIntervals: route.activeIn?.intervals,
    muteTimeIntervals: route.mutedIn?.intervals,
    continue: route.continue === true ? true : undefined,
    routes: route.routes?.map(routeModel),
  };
}

function matchers(match: RouteMatch | Labels): readonly object[] {
  return Object.entries(match).map(([name, value]) =>
    typeof value === 'string'
      ? { name, value, matchType: '=' }
      : { name, value: anyOf(value), matchType: '=~' },
  );
}

function intervalModel(interval: TimeInterval): object {
  return { name: interval.name, timeIntervals: inUtc(interval).map(periodModel) };
}

function periodModel({ times, weekdays, daysOfMonth, months, years }: TimePeriod): object {
  return {
    times: times?.map(({ from, to }) => ({ startTime: from, endTime: to })),
    weekdays,
    daysOfMonth: daysOfMonth?.map((range) => {
      const [start = 0, end = start] = range.split(':').map(Number);
      return { start, end };
    }),
    // By name: the pattern of older definitions accepts no number above 9.
    months: months?.map((range) => range.split(':').map(monthName).join(':')),
    years,
  };
}

const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
);

function monthName(month: string): string {
  return MONTHS[Number(month) - 1] ?? month;
}

function integrations(
  { slack, webhook, email, pagerduty, sendResolved }: ReceiverConfig,
  name: string,
  words: Words,
) {
  const key = (of: string) => ({ name, key: of });
  return {
    slackConfigs: slack && [
      { apiURL: key(slack.key), channel: slack.channel, sendResolved, ...slackMessage(words) },
    ],
    webhookConfigs: webhook && [
      {
        url: webhook.url,
        urlSecret: webhook.key && key(webhook.key),
        httpConfig: webhook.tokenKey && { authorization: { credentials: key(webhook.tokenKey) } },
        sendResolved,
      },
    ],
    emailConfigs: email && [
      {
        to: email.to,
        from: email.from,
        smarthost: email.smarthost,
        authUsername: email.username,
        authPassword: email.username && key(email.key),
        sendResolved,
        headers: [{ key: 'Subject', value: mailMessage(words).subject }],
        html: mailMessage(words).html,
      },
    ],
    pagerdutyConfigs: pagerduty && [{ routingKey: key(pagerduty.key), sendResolved, ...incident(words) }],
  };
}

function incident(words: Words): object {
  const { clientUrl, details, ...message } = incidentMessage(words);
  return {
    ...message,
    clientURL: clientUrl,
    details: Object.entries(details).map(([key, value]) => ({ key, value })),
  };
}

import { quoted } from '../../alertmanager/matcher.ts';
import type { CompiledRouting, Inhibition } from '../../compile/model.ts';
import type { AlertmanagerConfig, ReceiverConfig } from '../../config/config.ts';
import type { Route, RouteMatch, TimeInterval, TimePeriod } from '../../define/routing.ts';
import { incidentMessage, mailMessage, slackMessage } from './messages.ts';
import { type Words, wordsIn } from './words.ts';

/** A configuration for Alertmanager 0.25 and later. Secrets are in files. */
export function alertmanagerFile(
  routing: CompiledRouting,
  alertmanager: AlertmanagerConfig,
  language: string,
): Readonly<Record<string, unknown>> {
  const words = wordsIn(language);
  return {
    route: routeModel(routing.route),
    receivers: Object.entries(alertmanager.receivers)
      .sort(byName)
      .map(([name, receiver]) => ({ name, ...integrations(receiver, alertmanager.secretDirectory, words) })),
    inhibit_rules: listed(routing.inhibitions.map(inhibitRule)),
    time_intervals: listed((routing.intervals ?? []).map(intervalModel)),
  };
}

/** Omits empty lists. */
function listed<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length === 0 ? undefined : items;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function routeModel(route: Route): Readonly<Record<string, unknown>> {
  return {
    matchers: route.match === undefined ? undefined : matchers(route.match),
    receiver: route.receiver,
    group_by: route.groupBy,
    group_wait: route.groupWait,
    group_interval: route.groupInterval,
    repeat_interval: route.repeatInterval,
    active_time_intervals: route.activeIn?.intervals,
    mute_time_intervals: route.mutedIn?.intervals,
    continue: route.continue === true ? true : undefined,
    routes: listed((route.routes ?? []).map(routeModel)),
  };
}

/**
 * `severity="critical"`, or for any of several `severity=~"critical|warning"`; every version reads these the
 * same way.
 */
function matchers(match: RouteMatch): readonly string[] {
  return Object.entries(match).map(([label, value]) =>
    typeof value === 'string' ? `${label}=${quoted(value)}` : `${label}=~${quoted(anyOf(value))}`,
  );
}

/** A pattern for any of several texts. */
export function anyOf(values: readonly string[]): string {
  return values.map((text) => text.replaceAll(/[\\.+*?()|[\]{}^$]/g, '\\$&')).join('|');
}

function inhibitRule({ source, target, equal }: Inhibition): Readonly<Record<string, unknown>> {
  return {
    source_matchers: matchers(source),
    target_matchers: matchers(target),
    equal,
  };
}

function intervalModel({ name, timeZone, periods }: TimeInterval): Readonly<Record<string, unknown>> {
  return { name, time_intervals: periods.map((period) => periodModel(period, timeZone)) };
}

function periodModel(period: TimePeriod, timeZone: string): Readonly<Record<string, unknown>> {
  return {
    times: period.times?.map(({ from, to }) => ({ start_time: from, end_time: to })),
    weekdays: period.weekdays,
    days_of_month: period.daysOfMonth,
    months: period.months,
    years: period.years,
    location: timeZone,
  };
}

function integrations(
  { slack, webhook, email, pagerduty, sendResolved }: ReceiverConfig,
  directory: string,
  words: Words,
): Readonly<Record<string, unknown>> {
  const file = (key: string) => `${directory}/${key}`;
  const send_resolved = sendResolved;
  return {
    slack_configs: slack && [
      { api_url_file: file(slack.key), channel: slack.channel, send_resolved, ...slackFields(words) },
    ],
    webhook_configs: webhook && [
      {
        url: webhook.url,
        url_file: webhook.key && file(webhook.key),
        http_config: webhook.tokenKey && { authorization: { credentials_file: file(webhook.tokenKey) } },
        send_resolved,
      },
    ],
    email_configs: email && [
      {
        to: email.to,
        from: email.from,
        smarthost: email.smarthost,
        auth_username: email.username,
        auth_password_file: email.username && file(email.key),
        send_resolved,
        headers: { Subject: mailMessage(words).subject },
        html: mailMessage(words).html,
      },
    ],
    pagerduty_configs: pagerduty && [
      { routing_key_file: file(pagerduty.key), send_resolved, ...incidentFields(words) },
    ],
  };
}

function slackFields(words: Words): Readonly<Record<string, unknown>> {
  const { titleLink, ...message } = slackMessage(words);
  return { title_link: titleLink, ...message };
}

function incidentFields(words: Words): Readonly<Record<string, unknown>> {
  const { clientUrl, ...message } = incidentMessage(words);
  return { client_url: clientUrl, ...message };
}

import { type LabelSet, matcherText, quoted } from '../alertmanager/matcher.ts';
import type { Delivery } from '../alertmanager/simulate.ts';
import type { RoutedService } from '../compile/routed-service.ts';
import type { Paint } from './terminal.ts';

/** What happens to an alert, for people. */
export function deliveryText(
  source: RoutedService,
  labels: LabelSet,
  deliveries: readonly Delivery[],
  paint: Paint,
): string {
  const lines = [paint('bold', labelsText(labels))];
  for (const delivery of deliveries) {
    const { route, receiver, integrations, group, inhibitedBy } = delivery;
    const by = integrations.length === 0 ? 'no integration' : integrations.join(', ');
    const state = delivery.isSent ? paint('green', 'sent') : paint('yellow', 'not sent');
    lines.push(`  ${state} to ${paint('bold', receiver)} (${by})`);
    const matchers = route.matchers.map(matcherText).join(', ');
    lines.push(
      `    route    ${place(source, route.line)}  ${matchers === '' ? 'takes what no other route takes' : matchers}`,
    );
    lines.push(`    group    ${labelsText(group)}`);
    lines.push(
      `    timing   first after ${route.groupWait}, changes after ${route.groupInterval}, again after ${route.repeatInterval}`,
    );
    for (const { rule, source: other, isCertain } of inhibitedBy) {
      const equal = rule.equal.length === 0 ? '' : `, equal ${rule.equal.join(', ')}`;
      lines.push(
        `    inhibited  ${place(source, rule.line)}  by ${labelsText(other)}${equal}${isCertain ? '' : ' (Alertmanager 0.33: perhaps not, as it matches both sides of the rule)'}`,
      );
    }
    const mute = muteText(source, delivery);
    if (mute !== undefined) lines.push(`    muted    ${mute}`);
  }
  return `${lines.join('\n')}\n`;
}

function muteText(source: RoutedService, { mutedBy, route }: Delivery): string | undefined {
  if (mutedBy === undefined) return undefined;
  const places = mutedBy.intervals
    .map((name) => `${name} (${place(source, lineOfInterval(source, name))})`)
    .join(', ');
  const because = source.becauseOf(route.path, mutedBy.kind);
  const now = mutedBy.kind === 'muted' ? `it is ${places}` : `it is outside of ${places}`;
  return because === undefined ? now : `${now}: ${because}`;
}

/** The same for programs. */
export function deliveryJson(source: RoutedService, delivery: Delivery): object {
  const { route, receiver, integrations, group, inhibitedBy, mutedBy, isSent } = delivery;
  const because = mutedBy && source.becauseOf(route.path, mutedBy.kind);
  return {
    isSent,
    receiver,
    integrations,
    route: {
      file: source.model.file,
      line: route.line,
      matchers: route.matchers.map(matcherText),
      groupWait: route.groupWait,
      groupInterval: route.groupInterval,
      repeatInterval: route.repeatInterval,
    },
    group,
    inhibitedBy: inhibitedBy.map(({ rule, source: other, isCertain }) => ({
      file: source.model.file,
      line: rule.line,
      alert: other,
      equal: rule.equal,
      isCertain,
    })),
    ...(mutedBy === undefined
      ? {}
      : { mutedBy: { ...mutedBy, ...(because === undefined ? {} : { because }) } }),
  };
}

export function labelsText(labels: LabelSet): string {
  return `{${Object.entries(labels)
    .map(([label, value]) => `${label}=${quoted(value)}`)
    .join(', ')}}`;
}

function place({ model }: RoutedService, line: number): string {
  return `${model.file}:${line}`;
}

function lineOfInterval({ model }: RoutedService, name: string): number {
  return model.intervals.find((interval) => interval.name === name)?.line ?? 1;
}

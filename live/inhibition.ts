import { type AlertmanagerModel, inhibitorsOf } from 'observability-as-code/live';
import type { Episode } from './watch.ts';

/** Whether Alertmanager has to tell of an episode, and what speaks against it. */
export interface Due {
  readonly is: 'due' | 'suppressed' | 'unclear';
  /** Alerts that fired meanwhile and stand for it. */
  readonly by: readonly string[];
}

/** Alertmanager groups for a second, and then looks every five seconds. */
const ENOUGH_MILLISECONDS = 8000;

/** What the inhibitions say of an episode, given all that fired. */
export function dueOf(episode: Episode, episodes: readonly Episode[], model: AlertmanagerModel): Due {
  const sources = sourcesOf(episode, episodes, model);
  const by = [...new Set(sources.map(({ alert }) => alert))];
  // Alertmanager sends nothing about an alert that resolves before it looks.
  if (sources.length === 0)
    return { is: episode.to - episode.from > ENOUGH_MILLISECONDS ? 'due' : 'unclear', by };
  // One that was seen at the same time may have been the later one.
  if (sources.some(({ from, to }) => from < episode.from && to >= episode.to))
    return { is: 'suppressed', by };
  const first = Math.min(...sources.map(({ from }) => from)) - episode.from;
  const last = episode.to - Math.max(...sources.map(({ to }) => to));
  return { is: Math.max(first, last) > ENOUGH_MILLISECONDS ? 'due' : 'unclear', by };
}

/** Episodes that overlap with it and inhibit it. */
function sourcesOf(
  episode: Episode,
  episodes: readonly Episode[],
  model: AlertmanagerModel,
): readonly Episode[] {
  return episodes.filter(
    (source) =>
      source !== episode &&
      source.from <= episode.to &&
      source.to >= episode.from &&
      inhibitorsOf(model, episode.labels, [source.labels]).length > 0,
  );
}

import type { Place } from '../base/diagnostic.ts';
import { type CallSite, locate } from '../base/place.ts';
import type { CompiledAlert, CompiledPanel, CompiledRecordingRule } from '../compile/model.ts';

/** Something that somebody wrote: its name for people, and where it stands. */
export interface Definition {
  readonly name: string;
  readonly site?: CallSite;
}

export const panelDefinition = ({ definition }: CompiledPanel): Definition => ({
  name: `panel ${definition.key}`,
  site: definition.site,
});

export const alertDefinition = ({ definition }: CompiledAlert): Definition => ({
  name: `alert ${definition.name}`,
  site: definition.site,
});

export const recordDefinition = ({ definition }: CompiledRecordingRule): Definition => ({
  name: `recording rule ${definition.series.name}`,
  site: definition.site,
});

/** The place of a definition, or of a stretch of a text in it. Reads the source map, so only for what is reported. */
export function placeOf(
  definition: Definition,
  text?: string,
  span: { readonly from: number; readonly to: number } = { from: 0, to: text?.length ?? 0 },
): Place {
  const location = definition.site === undefined ? undefined : locate(definition.site, process.cwd());
  return {
    ...location,
    definition: definition.name,
    ...(text === undefined ? {} : { excerpt: { text, from: span.from, to: span.to } }),
  };
}

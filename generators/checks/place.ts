import type { Definition } from '../base/place.ts';
import type { CompiledAlert, CompiledPanel, CompiledRecordingRule } from '../compile/model.ts';

export { type Definition, placeOf } from '../base/place.ts';

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

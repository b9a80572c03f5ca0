/**
 * What Grafana's own application registers at its start. The published packages come with empty registries, and with an
 * empty one no unit, threshold or colour is applied, without any error.
 */
import {
  dataLinksOverrideProcessor,
  displayNameOverrideProcessor,
  type Field,
  FieldConfigOptionsRegistry,
  type FieldConfigPropertyItem,
  FieldType,
  identityOverrideProcessor,
  numberOverrideProcessor,
  standardFieldConfigEditorRegistry,
  standardTransformers,
  standardTransformersRegistry,
  stringOverrideProcessor,
  thresholdsOverrideProcessor,
  unitOverrideProcessor,
  valueMappingsOverrideProcessor,
} from '@grafana/data';

const NoEditor = () => null;

type Process = FieldConfigPropertyItem['process'];

function property(id: string, path: string, process: Process, isCustom: boolean): FieldConfigPropertyItem {
  return {
    id,
    path,
    name: id,
    process,
    isCustom,
    editor: NoEditor,
    override: NoEditor,
    shouldApply: isCustom && /^axis|^scale/.test(path) ? isDrawnOnAxis : () => true,
  };
}

/** Otherwise the label of the value axis is drawn next to the time axis, too. */
function isDrawnOnAxis({ type }: Field): boolean {
  return type !== FieldType.time && type !== FieldType.string;
}

const STANDARD: Readonly<Record<string, Process>> = {
  unit: unitOverrideProcessor,
  min: numberOverrideProcessor,
  max: numberOverrideProcessor,
  fieldMinMax: identityOverrideProcessor,
  decimals: numberOverrideProcessor,
  displayName: displayNameOverrideProcessor,
  noValue: stringOverrideProcessor,
  thresholds: thresholdsOverrideProcessor,
  mappings: valueMappingsOverrideProcessor,
  links: dataLinksOverrideProcessor,
  actions: identityOverrideProcessor,
  color: identityOverrideProcessor,
  filterable: identityOverrideProcessor,
  description: stringOverrideProcessor,
};

/** The options of a field that are those of a panel, stored under `custom`. */
const CUSTOM: Readonly<Record<string, readonly string[]>> = {
  timeseries: [
    ...['drawStyle', 'lineInterpolation', 'lineWidth', 'lineStyle', 'lineColor', 'fillOpacity', 'fillColor'],
    ...['fillBelowTo', 'gradientMode', 'showPoints', 'pointSize', 'pointColor', 'pointSymbol', 'spanNulls'],
    ...['insertNulls', 'stacking', 'barAlignment', 'barWidthFactor', 'barMaxWidth', 'transform', 'hideFrom'],
    ...['thresholdsStyle', 'scaleDistribution', 'axisPlacement', 'axisLabel', 'axisWidth', 'axisSoftMin'],
    ...['axisSoftMax', 'axisColorMode', 'axisGridShow', 'axisCenteredZero', 'axisBorderShow', 'showValues'],
  ],
  table: [
    ...[
      'align',
      'cellOptions',
      'inspect',
      'filterable',
      'width',
      'minWidth',
      'hidden',
      'hideFrom',
      'hideFrom.viz',
      'wrapText',
    ],
    ...['wrapHeaderText', 'footer', 'tooltip', 'displayMode'],
  ],
  'state-timeline': ['lineWidth', 'fillOpacity', 'hideFrom', 'spanNulls', 'insertNulls', 'axisPlacement'],
  'status-history': ['lineWidth', 'fillOpacity', 'hideFrom'],
};

const registries = new Map<string, FieldConfigOptionsRegistry>();

export function fieldConfigRegistry(panelType: string): FieldConfigOptionsRegistry {
  const known = registries.get(panelType);
  if (known !== undefined) return known;
  const custom = CUSTOM[panelType] ?? [];
  const registry = new FieldConfigOptionsRegistry(() => [
    ...standardProperties(),
    ...custom.map((path) => property(`custom.${path}`, path, identityOverrideProcessor, true)),
  ]);
  registries.set(panelType, registry);
  return registry;
}

function standardProperties(): FieldConfigPropertyItem[] {
  return Object.entries(STANDARD).map(([id, process]) => property(id, id, process, false));
}

/** Once, before anything is drawn. */
export function fillRegistries(): void {
  standardFieldConfigEditorRegistry.setInit(standardProperties);
  standardTransformersRegistry.setInit(() => {
    // joinByField is listed under two names.
    const byId = new Map(
      Object.values(standardTransformers).map((transformer) => [transformer.id, transformer]),
    );
    return [...byId.values()].map((transformer) => ({
      id: transformer.id,
      name: transformer.name,
      transformation: () => Promise.resolve(transformer),
      editor: NoEditor,
      imageDark: '',
      imageLight: '',
    }));
  });
}

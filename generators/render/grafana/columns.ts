import { TableCellDisplayMode } from '@grafana/grafana-foundation-sdk/common';
import {
  type DynamicConfigValue,
  FieldColorModeId,
  type FieldConfigSource,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Column, Panel } from '../../define/dashboard.ts';
import { textIn } from '../../define/text.ts';
import { nothingMap, valueMap } from './mappings.ts';
import { colorThresholds } from './thresholds.ts';

type Override = FieldConfigSource['overrides'][number];

/** The overrides for columns that differ from the rest of the table. */
export function columnOverrides({ columns = [] }: Panel, language: string): readonly Override[] {
  return columns.flatMap((column) => {
    const properties = propertiesOf(column, language);
    if (properties.length === 0) return [];
    return [{ matcher: { id: 'byName', options: column.title ?? column.of }, properties: [...properties] }];
  });
}

/** Grafana 11 has the first option and Grafana 13 the second. Each ignores the other. */
const HIDDEN: readonly DynamicConfigValue[] = [
  { id: 'custom.hidden', value: true },
  { id: 'custom.hideFrom.viz', value: true },
];

function propertiesOf(column: Column, language: string): readonly DynamicConfigValue[] {
  const { isHidden = false, unit, decimals, width, noValue, mappings, colorSteps, link } = column;
  return [
    ...(isHidden ? HIDDEN : []),
    ...(unit === undefined ? [] : [{ id: 'unit', value: unit }]),
    ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
    ...(width === undefined ? [] : [{ id: 'custom.width', value: width }]),
    ...(noValue === undefined && mappings === undefined
      ? []
      : [
          {
            id: 'mappings',
            value: [
              ...(mappings === undefined ? [] : [valueMap(mappings, language)]),
              ...(noValue === undefined ? [] : [nothingMap(textIn(noValue, language))]),
            ],
          },
        ]),
    ...(colorSteps === undefined
      ? []
      : [
          {
            id: 'thresholds',
            value: { mode: ThresholdsMode.Absolute, steps: colorThresholds(colorSteps) },
          },
          { id: 'color', value: { mode: FieldColorModeId.Thresholds } },
        ]),
    ...(colorSteps === undefined && mappings === undefined
      ? []
      : [{ id: 'custom.cellOptions', value: { type: TableCellDisplayMode.ColorText } }]),
    ...(link === undefined
      ? []
      : [{ id: 'links', value: [{ title: textIn(link.title, language), url: link.url }] }]),
  ];
}

import {
  MappingType,
  type SpecialValueMap,
  SpecialValueMatch,
  type ValueMap,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Panel, ValueMapping } from '../../define/dashboard.ts';
import { textIn } from '../../define/text.ts';

/** The texts that a panel shows instead of numbers. */
export function mappingsOf(
  { kind, mappings = [], noValue }: Panel,
  language: string,
): { readonly mappings?: (ValueMap | SpecialValueMap)[] } {
  const found = [
    ...(mappings.length === 0 ? [] : [valueMap(mappings, language)]),
    // Nothing is not healthy: without this the colour is that of the lowest step.
    ...(kind === 'stat' && noValue !== undefined ? [nothingMap(textIn(noValue, language))] : []),
  ];
  return found.length === 0 ? {} : { mappings: found };
}

/** Without it, a missing value has the colour of the lowest step. */
export function nothingMap(text: string): SpecialValueMap {
  return {
    type: MappingType.SpecialValue,
    options: { match: SpecialValueMatch.NullAndNan, result: { text, color: 'text', index: 0 } },
  };
}

export function valueMap(mappings: readonly ValueMapping[], language: string): ValueMap {
  return {
    type: MappingType.ValueToText,
    options: Object.fromEntries(
      mappings.map(({ value, text, color }, index) => [
        String(value),
        { text: textIn(text, language), color, index },
      ]),
    ),
  };
}

import { describe, expect, it } from 'vitest';
import { messages } from '../testing/findings.ts';
import { modelsOf, panelOf, type ServiceParts } from '../testing/service.ts';
import { pluginVersion } from './plugin-version.ts';

const panels = [panelOf()];
const written = (classic?: string, v2?: string): ServiceParts => ({
  panels,
  ...modelsOf(panels, classic, v2),
});

describe('panel/plugin-version', () => {
  it('accepts a panel that has the same version in both models', () => {
    expect(messages(pluginVersion, written('11.6.0', '11.6.0'))).toEqual([]);
  });

  it.each([undefined, '', '11', 'latest'])('finds the version %j in the classic model', (version) => {
    expect(messages(pluginVersion, written(version, '11.6.0'))).toEqual([
      'the classic model of the panel has no plugin version',
    ]);
  });

  it.each([undefined, '', '11', 'latest'])('finds the version %j in the v2 model', (version) => {
    expect(messages(pluginVersion, written('11.6.0', version))).toEqual([
      'the v2 model of the panel has no plugin version',
    ]);
  });

  it('finds two models that disagree', () => {
    expect(messages(pluginVersion, written('11.6.0', '13.0.0'))).toEqual([
      'the classic model says plugin version 11.6.0, v2 says 13.0.0',
    ]);
  });

  it('also checks collapsed rows', () => {
    const { classic, v2 } = written('', '11.6.0');
    const collapsed = { panels: [{ id: 100, type: 'row', panels: classic?.panels }] };
    expect(messages(pluginVersion, { panels, classic: collapsed, ...(v2 && { v2 }) })).toEqual([
      'the classic model of the panel has no plugin version',
    ]);
  });

  it('finds a panel that is missing from a model', () => {
    expect(messages(pluginVersion, { panels, classic: {}, v2: { spec: {} } })).toHaveLength(1);
  });
});

import { isRecord, recordsOf } from '../../base/record.ts';
import type { CompiledPanel, RenderedService } from '../../compile/model.ts';
import { defineCheck } from '../check.ts';
import { panelDefinition, placeOf } from '../place.ts';
import { panelsOf } from '../service.ts';

const VERSION = /^\d+\.\d+\.\d+$/;

export const pluginVersion = defineCheck({
  code: 'panel/plugin-version',
  severity: 'error',
  title: 'Every panel names the plugin version of its options',
  reason: 'Grafana treats the panel as an old version and migrates options that are already current',
  page: {
    details:
      'A panel of the written dashboard has no version of its panel plugin: `pluginVersion` in the classic model, `vizConfig.version` in v2. The two models of a panel must name the same version, because they contain the same options.',
    impact:
      'Grafana runs every migration of the plugin over a panel without a version. The migrations expect old options and change or remove modern ones.',
    example: {
      language: 'text',
      bad: '{ "type": "stat", "pluginVersion": "", "options": … }',
      good: '{ "type": "stat", "pluginVersion": "11.6.0", "options": … }',
    },
  },
  *find(service) {
    for (const panel of panelsOf(service)) {
      const classic = classicVersion(service, panel);
      const v2 = v2Version(service, panel);
      const problem = problemOf(classic, v2);
      if (problem === undefined) continue;
      yield {
        place: placeOf(panelDefinition(panel)),
        message: problem,
        remedy: 'Write the version of Grafana whose options the renderer writes, in both models',
      };
    }
  },
});

function problemOf(classic: unknown, v2: unknown): string | undefined {
  if (!isVersion(classic)) return 'the classic model of the panel has no plugin version';
  if (!isVersion(v2)) return 'the v2 model of the panel has no plugin version';
  return classic === v2 ? undefined : `the classic model says plugin version ${classic}, v2 says ${v2}`;
}

const isVersion = (value: unknown): value is string => typeof value === 'string' && VERSION.test(value);

/** A collapsed row contains its panels. */
function classicVersion({ classic }: RenderedService, { id }: CompiledPanel): unknown {
  return recordsOf(classic.panels)
    .flatMap((panel) => [panel, ...recordsOf(panel.panels)])
    .find((panel) => panel.id === id)?.pluginVersion;
}

function v2Version({ v2 }: RenderedService, { definition }: CompiledPanel): unknown {
  return ['spec', 'elements', definition.key, 'spec', 'vizConfig', 'version'].reduce<unknown>(
    (value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    v2,
  );
}

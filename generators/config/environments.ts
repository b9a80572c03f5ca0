import type { Diagnostic } from '../base/diagnostic.ts';
import { nearest } from '../base/nearest.ts';
import { DEFAULTS } from './defaults.ts';
import type { ConfigurationDocument } from './document/parse.ts';
import { formatPath, isMapping, type Path, valueAt } from './document/path.ts';
import { badSetting } from './explain/report.ts';

export interface ChosenEnvironment {
  readonly environment: string;
  /** In the order of the file. */
  readonly environments: readonly string[];
  readonly defaultEnvironment: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** @param asked the requested environment; by default the file's default. */
export function chooseEnvironment(
  document: ConfigurationDocument,
  asked: string | undefined,
): ChosenEnvironment {
  const block = valueAt(document.data, ['environments']);
  const environments = isMapping(block) ? Object.keys(block) : [DEFAULTS.environment];
  const [first = DEFAULTS.environment] = environments;
  const fallback = environments.includes(DEFAULTS.environment) ? DEFAULTS.environment : first;
  const written = valueAt(document.data, ['defaultEnvironment']);
  const defaultEnvironment = typeof written === 'string' ? written : fallback;
  const diagnostics: Diagnostic[] = [];
  if (!environments.includes(defaultEnvironment)) {
    diagnostics.push(
      unknownEnvironment(document, ['defaultEnvironment'], 'value', defaultEnvironment, environments),
    );
  }
  const environment = asked ?? defaultEnvironment;
  if (asked !== undefined && !environments.includes(asked)) {
    diagnostics.push(unknownEnvironment(document, ['environments'], 'key', asked, environments));
  }
  return { environment, environments, defaultEnvironment, diagnostics };
}

/** In a fleet, `app` is only allowed as a key of `services`, and the environments must be those of the file. */
export function checkFleetNames(
  document: ConfigurationDocument,
  environments: readonly string[],
): Diagnostic[] {
  const services = valueAt(document.data, ['services']);
  if (!isMapping(services)) return [];
  const overruled = [['app'], ...environments.map((environment) => ['environments', environment, 'app'])];
  return [
    ...overruled
      .filter((path) => valueAt(document.data, path) !== undefined)
      .map((path) =>
        badSetting({
          place: document.place(path, 'key'),
          message: `\`${formatPath(path)}\` has no effect together with \`services\``,
          reason: 'Each key of `services` is the `app` of one service.',
          remedy: 'Remove it; if it is a separate service, add it as a key of `services`.',
        }),
      ),
    ...Object.entries(services).flatMap(([app, overlay]) => {
      const own = valueAt(overlay, ['environments']);
      const names = isMapping(own) ? Object.keys(own) : [];
      return names
        .filter((name) => !environments.includes(name))
        .map((name) =>
          unknownEnvironment(document, ['services', app, 'environments', name], 'key', name, environments),
        );
    }),
  ];
}

function unknownEnvironment(
  document: ConfigurationDocument,
  path: Path,
  part: 'key' | 'value',
  name: string,
  environments: readonly string[],
): Diagnostic {
  const near = nearest(name, environments);
  const list = environments.map((each) => `\`${each}\``).join(', ');
  return {
    code: 'config/unknown-environment',
    severity: 'error',
    place: document.place(path, part),
    message: `There is no environment \`${name}\``,
    reason:
      'Only the environments under `environments` can be generated; without that block there is only `prod`.',
    remedy:
      near === undefined
        ? `Use one of ${list}, or add \`${name}\` under \`environments\`.`
        : `Did you mean \`${near}\`? Known are ${list}.`,
  };
}

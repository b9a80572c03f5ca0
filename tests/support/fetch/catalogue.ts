/**
 * Debian's suites that carry the oldest versions that the project supports, and the newest. The first suite whose
 * programs can be fetched and start is taken.
 */
export const SUITES = { oldest: ['bookworm'], newest: ['sid', 'forky', 'trixie'] } as const;

export type Release = keyof typeof SUITES;

export const RELEASES: readonly Release[] = ['oldest', 'newest'];

/** What is fetched together, into `.tools/<name>-<suite>/`. */
export interface Tool {
  readonly name: string;
  /** The Debian packages of each release, with those that a system may lack and the programs do not start without. */
  readonly packages: Readonly<Partial<Record<Release, readonly string[]>>>;
}

export interface Program {
  readonly tool: Tool;
  /** Under which names it may be installed: Debian renames some. */
  readonly executables: readonly string[];
  /** Where it is in its unpacked package. */
  readonly folder: string;
  /** Arguments with which it prints its version. */
  readonly versionArguments: readonly string[];
}

// The programs of Prometheus and Kubernetes are Go binaries that need no library but libc.

const PROMETHEUS: Tool = {
  name: 'prometheus',
  packages: { oldest: ['prometheus'], newest: ['prometheus', 'promtool'] },
};
const ALERTMANAGER: Tool = {
  name: 'alertmanager',
  packages: { oldest: ['prometheus-alertmanager'], newest: ['prometheus-alertmanager'] },
};
const POSTGRES_EXPORTER: Tool = {
  name: 'postgres-exporter',
  packages: { oldest: ['prometheus-postgres-exporter'], newest: ['prometheus-postgres-exporter'] },
};
/** The oldest, 1.20, knows neither `labels` nor `replacements` in a kustomization. */
const KUBECTL: Tool = { name: 'kubectl', packages: { newest: ['kubectl'] } };
const REDIS: Tool = {
  name: 'redis',
  packages: { oldest: ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1', 'libssl3'] },
};
const PGBOUNCER: Tool = {
  name: 'pgbouncer',
  packages: { oldest: ['pgbouncer', 'libevent-2.1-7', 'libc-ares2', 'libssl3'] },
};
const POSTGRESQL: Tool = {
  name: 'postgresql',
  packages: {
    oldest: [
      ...['postgresql-15', 'libpq5', 'libssl3', 'libicu72', 'libxml2', 'libldap-2.5-0', 'libsasl2-2'],
      ...['libgssapi-krb5-2', 'libkrb5-3', 'libk5crypto3', 'libkrb5support0', 'libkeyutils1', 'libcom-err2'],
    ],
  },
};
/** Without a window; it is run for tests of pages, and for pictures of them. */
const CHROMIUM: Tool = {
  name: 'chromium',
  packages: {
    oldest: [
      ...[
        'chromium-headless-shell',
        'chromium-common',
        'libopenh264-7',
        'libdouble-conversion3',
        'libopus0',
        'libharfbuzz-subset0',
      ],
      ...['libxnvctrl0', 'libpulse0', 'libsndfile1', 'libasyncns0', 'libflac12', 'libogg0', 'libvorbis0a'],
      ...[
        'libvorbisenc2',
        'libmp3lame0',
        'libmpg123-0',
        'libminizip1',
        'libopenjp2-7',
        'libnss3',
        'libnspr4',
      ],
      ...['libasound2', 'libatk1.0-0', 'libatspi2.0-0', 'libdav1d6', 'libdbus-1-3', 'libgbm1', 'libdrm2'],
      ...[
        'libwayland-server0',
        'libxcomposite1',
        'libxdamage1',
        'libxrandr2',
        'libxkbcommon0',
        'libxfixes3',
        'libxi6',
      ],
    ],
  },
};

function program(
  tool: Tool,
  executables: readonly string[],
  { folder = 'usr/bin', versionArguments = ['--version'] }: Partial<Program> = {},
): Program {
  return { tool, executables, folder, versionArguments };
}

/** All programs that tests run, except later versions of Node. */
export const PROGRAMS = {
  promtool: program(PROMETHEUS, ['promtool']),
  prometheus: program(PROMETHEUS, ['prometheus']),
  alertmanager: program(ALERTMANAGER, ['alertmanager', 'prometheus-alertmanager']),
  amtool: program(ALERTMANAGER, ['amtool']),
  'postgres-exporter': program(POSTGRES_EXPORTER, ['postgres_exporter', 'prometheus-postgres-exporter']),
  kubectl: program(KUBECTL, ['kubectl'], { versionArguments: ['version', '--client'] }),
  'redis-server': program(REDIS, ['redis-server']),
  postgres: program(POSTGRESQL, ['postgres'], { folder: 'usr/lib/postgresql/15/bin' }),
  chromium: program(
    CHROMIUM,
    ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    { folder: 'usr/lib/chromium' },
  ),
  pgbouncer: program(PGBOUNCER, ['pgbouncer'], { folder: 'usr/sbin' }),
} as const;

export type ProgramName = keyof typeof PROGRAMS;

export const TOOLS: readonly Tool[] = [...new Set(Object.values(PROGRAMS).map(({ tool }) => tool))];

export function programsOf(tool: Tool): readonly Program[] {
  return Object.values(PROGRAMS).filter((program) => program.tool === tool);
}

/** How the release of a tool is named where it is missing. */
export function titleOf(tool: Tool, release: Release): string {
  return `${tool.name} (${release})`;
}

import {
  type FoundProgram,
  findProgram,
  findTool,
  TOOL_NAMES,
  type ToolName,
  type ToolSearch,
} from '../../../generators/promtool/find.ts';

/** Servers that tests of the runtime start. The generators know nothing of them. */
const SERVERS = {
  'redis-server': { executables: ['redis-server'] },
  postgres: { executables: ['postgres'], folder: 'usr/lib/postgresql/15/bin' },
  pgbouncer: { executables: ['pgbouncer'], folder: 'usr/sbin' },
} as const;

type ServerName = keyof typeof SERVERS;

/** All programs that tests run: those that prove artifacts, and servers. */
export type ProgramName = ToolName | ServerName;

export const PROGRAM_NAMES: readonly ProgramName[] = [...TOOL_NAMES, 'redis-server', 'postgres', 'pgbouncer'];

interface DebianPackage {
  readonly name: string;
  /** What it needs and a system without it may lack. It is unpacked into the same folder. */
  readonly companions?: readonly string[];
}

const PROMETHEUS: DebianPackage = { name: 'prometheus' };
const ALERTMANAGER: DebianPackage = { name: 'prometheus-alertmanager' };

/**
 * The Debian packages that carry the programs. Those of Prometheus and Kubernetes are Go binaries that need no library
 * but libc. Alertmanager and PostgreSQL read time zones from tzdata, which every Debian has.
 */
const PACKAGES: Readonly<Record<ProgramName, DebianPackage>> = {
  promtool: PROMETHEUS,
  prometheus: PROMETHEUS,
  alertmanager: ALERTMANAGER,
  amtool: ALERTMANAGER,
  kubectl: { name: 'kubernetes-client' },
  'redis-server': {
    name: 'redis-server',
    // The program is a link to one of redis-tools.
    companions: ['redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1', 'libssl3'],
  },
  pgbouncer: { name: 'pgbouncer', companions: ['libevent-2.1-7', 'libc-ares2', 'libssl3'] },
  postgres: {
    name: 'postgresql-15',
    companions: [
      ...['libpq5', 'libssl3', 'libicu72', 'libxml2', 'libldap-2.5-0', 'libsasl2-2'],
      ...['libgssapi-krb5-2', 'libkrb5-3', 'libk5crypto3', 'libkrb5support0', 'libkeyutils1', 'libcom-err2'],
    ],
  },
};

export function packageOf(name: ProgramName): string {
  return PACKAGES[name].name;
}

export function companionsOf(packageName: string): readonly string[] {
  return Object.values(PACKAGES).find(({ name }) => name === packageName)?.companions ?? [];
}

/** Finds any of them as `findTool` does. */
export function findAny(
  name: ProgramName,
  search: ToolSearch = {},
): Promise<FoundProgram<ProgramName> | undefined> {
  if (name === 'redis-server' || name === 'postgres' || name === 'pgbouncer') {
    return findProgram({ name, ...SERVERS[name] }, search);
  }
  return findTool(name, search);
}

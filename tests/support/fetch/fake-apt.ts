import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../run.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

export interface FakeApt {
  /** Holds a PATH on which the fakes and a few plain commands are, and no real tool. */
  readonly environment: NodeJS.ProcessEnv;
  readonly toolsDirectory: string;
  /** The subcommands of apt-get in the order they were run, such as `update` and `download prometheus`. */
  calls(): Promise<readonly string[]>;
}

export interface FakeAptBehaviour {
  /** How many downloads fail before the first that works. */
  readonly failures?: number;
  /** What packages contain in `usr/bin`. */
  readonly programs?: readonly string[];
  /** Exit code of unpacking. */
  readonly unpackCode?: number;
}

const PLAIN_COMMANDS = ['sh', 'cat', 'chmod', 'flock', 'grep', 'mkdir', 'sleep'];

/** Scripts named apt-get and dpkg-deb in a folder of their own. Their "packages" hold the package's name. */
export async function fakeApt(behaviour: FakeAptBehaviour = {}): Promise<FakeApt> {
  const directory = await temporaryDirectory();
  const bin = path.join(directory, 'bin');
  const log = path.join(directory, 'calls');
  await mkdir(bin);
  await writeFile(log, '');
  for (const command of PLAIN_COMMANDS) {
    const { stdout } = await run('sh', ['-c', `command -v ${command}`]);
    await symlink(stdout.trim(), path.join(bin, command));
  }
  await script(path.join(bin, 'apt-get'), aptGet(log, behaviour.failures ?? 0));
  await script(path.join(bin, 'dpkg-deb'), dpkgDeb(behaviour.programs ?? [], behaviour.unpackCode ?? 0));
  return {
    environment: { PATH: bin },
    toolsDirectory: path.join(directory, 'tools'),
    calls: async () => (await readFile(log, 'utf8')).split('\n').filter((line) => line !== ''),
  };
}

async function script(file: string, text: string): Promise<void> {
  await writeFile(file, text);
  await chmod(file, 0o755);
}

/** The pause lets two runs at once meet. */
const aptGet = (log: string, failures: number) => `#!/bin/sh
[ "$1" = --version ] && exit 0
for argument; do package=$argument; done
case " $* " in
  *" update "*) echo update >> '${log}'; exit 0 ;;
esac
echo "download $package" >> '${log}'
sleep 0.2
if [ "$(grep -c download '${log}')" -le ${failures} ]; then
  echo "W: Some noise" >&2
  echo "E: Unable to locate package $package" >&2
  exit 100
fi
echo "$package" > "$package.deb"
`;

const dpkgDeb = (programs: readonly string[], unpackCode: number) => `#!/bin/sh
if [ "$1" = --show ]; then
  echo "$(cat "$3")-1.0"
  exit 0
fi
mkdir -p "$3/usr/bin"
for program in ${programs.join(' ')}; do
  echo '#!/bin/sh' > "$3/usr/bin/$program"
  chmod 755 "$3/usr/bin/$program"
done
[ ${unpackCode} = 0 ] || echo 'No space left on device' >&2
exit ${unpackCode}
`;

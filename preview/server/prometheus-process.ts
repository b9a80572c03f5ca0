import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface PrometheusProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts Prometheus on a free port of the loopback interface. It scrapes nothing: it answers what `data` holds. */
export async function startPrometheus(program: string, data: string): Promise<PrometheusProcess> {
  const config = path.join(data, '..', `prometheus-${process.pid}.yml`);
  await writeFile(config, '{}\n');
  const command = [
    ...[program, `--config.file=${config}`, `--storage.tsdb.path=${data}`],
    ...['--storage.tsdb.retention.time=100y', '--web.listen-address=127.0.0.1:0', '--log.level=info'],
  ];
  // The kernel ends it with this process, however that dies. Except on Linux, a killed preview leaves it
  // behind.
  if (process.platform === 'linux') command.unshift('setpriv', '--pdeathsig', 'KILL', '--');
  const [executable = '', ...args] = command;
  const child = spawn(executable, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  const ready = new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      const address = /msg="Listening on" (?:.* )?address=(127\.0\.0\.1:\d+)/.exec(log)?.[1];
      if (address !== undefined && /Server is ready to receive web requests/.test(log)) resolve(address);
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`Prometheus did not start. It printed:\n${log}`)));
  });
  const address = await ready;
  return {
    url: `http://${address}`,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

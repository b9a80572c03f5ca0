import { execFile } from 'node:child_process';
import { DiagnosticError } from '../base/diagnostic.ts';
import { isRecord, recordsOf } from '../base/record.ts';

export type KubernetesObject = Readonly<Record<string, unknown>>;

const TIMEOUT = 20_000;
const MOST_BYTES = 64 * 2 ** 20;

interface Result {
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The user's kubectl, with the user's context and permissions. It only reads.
 *
 * @throws DiagnosticError `kubectl/missing`, `kubectl/denied` or `kubectl/failed`
 */
export class Kubectl {
  /** Undefined if there is no object with this name. */
  async object(kind: string, name: string, namespace?: string): Promise<KubernetesObject | undefined> {
    const result = await this.#run(['get', kind, name, ...inNamespace(namespace), '--output=json']);
    if (/\(NotFound\)/.test(result.stderr)) return undefined;
    return this.#parsed(result, `${kind} ${name}`);
  }

  /** In all namespaces by default. */
  async objects(kind: string, namespace?: string): Promise<readonly KubernetesObject[]> {
    const where = namespace === undefined ? ['--all-namespaces'] : inNamespace(namespace);
    const list = this.#parsed(await this.#run(['get', kind, ...where, '--output=json']), kind);
    return recordsOf(list.items);
  }

  /** Whether an account may list a resource. The user must be allowed to impersonate it. */
  async canList(resource: string, namespace: string, account: string): Promise<boolean> {
    const result = await this.#run([
      'auth',
      'can-i',
      'list',
      resource,
      ...inNamespace(namespace),
      `--as=${account}`,
    ]);
    const [answer] = result.stdout.trim().split(/\s/);
    if (answer === 'yes' || answer === 'no') return answer === 'yes';
    throw failure(result, `auth can-i list ${resource}`);
  }

  #parsed(result: Result, what: string): KubernetesObject {
    if (result.code !== 0) throw failure(result, `get ${what}`);
    try {
      const parsed: unknown = JSON.parse(result.stdout);
      if (isRecord(parsed)) return parsed;
    } catch {
      // Reported below.
    }
    throw failure({ ...result, stderr: 'it printed no JSON' }, `get ${what}`);
  }

  #run(args: readonly string[]): Promise<Result> {
    return new Promise((resolve, reject) => {
      execFile(
        'kubectl',
        [...args, '--request-timeout=15s'],
        { timeout: TIMEOUT, maxBuffer: MOST_BYTES, killSignal: 'SIGKILL' },
        (error, stdout, stderr) => {
          if (error?.code === 'ENOENT') reject(missing());
          else resolve({ code: error === null ? 0 : (error.code ?? null), stdout, stderr });
        },
      );
    });
  }
}

const inNamespace = (namespace: string | undefined): readonly string[] =>
  namespace === undefined ? [] : [`--namespace=${namespace}`];

function missing(): DiagnosticError {
  return DiagnosticError.of({
    code: 'kubectl/missing',
    place: {},
    message: 'there is no kubectl on PATH',
    reason: '--kube asks the cluster with it',
    remedy: 'Install kubectl, or leave --kube out.',
  });
}

function failure({ code, stderr }: Result, what: string): DiagnosticError {
  const [line = ''] = stderr.trim().split('\n').slice(-1);
  const isDenied = /\(Forbidden\)|Unauthorized|cannot impersonate/.test(stderr);
  return DiagnosticError.of({
    code: isDenied ? 'kubectl/denied' : 'kubectl/failed',
    place: {},
    message: `kubectl ${what} fails`,
    reason: line === '' ? `It gave no answer in time, or ended with ${code}` : line,
    remedy: isDenied
      ? 'Ask with an account that may read this: kubectl config use-context …'
      : 'Run it by hand: kubectl config current-context shows which cluster is asked.',
  });
}

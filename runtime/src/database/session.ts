import { Socket } from 'node:net';
import { type Span, SpanKind } from '@opentelemetry/api';
import pg from 'pg';
import { exemplarOf, traced } from '../telemetry/tracing.ts';
import { classified } from './classify.ts';
import { DatabaseError } from './errors.ts';
import type { DatabaseLimits } from './limits.ts';
import type { DatabaseObserver, DatabaseOperation } from './metrics.ts';

export interface SessionOptions {
  readonly url: string;
  readonly limits: DatabaseLimits;
  readonly observer: DatabaseObserver;
}

export interface Statement {
  readonly text: string;
  readonly values?: string[];
  /** Milliseconds until the connection counts as dead. */
  readonly timeout?: number;
  /** For the span: how many rows are sent, and to which table. */
  readonly rows?: number;
  readonly table?: string;
}

export interface Answer {
  readonly rowCount: number;
  readonly rows: readonly Record<string, unknown>[];
}

/** How long a working server may take to disconnect. Milliseconds. */
const GOODBYE = 1_000;

/** After how long the system probes a silent server. Milliseconds. */
const KEEP_ALIVE = 10_000;

/** One connection. After any failure except a rejected row it has ended, and another one is needed. */
export class Session {
  /** Resolves with the reason once the connection has ended. */
  readonly ended: Promise<DatabaseError>;
  readonly #client: pg.Client;
  readonly #socket: Socket;
  readonly #options: SessionOptions;
  #end: (reason: DatabaseError) => void = () => undefined;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(options: SessionOptions) {
    this.#options = options;
    // Our own socket, because `pg` cannot abandon a server that does not respond.
    this.#socket = new Socket();
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#client = new pg.Client({
      connectionString: options.url,
      fallback_application_name: 'observer',
      connectionTimeoutMillis: options.limits.connectMilliseconds,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE,
      stream: () => this.#socket,
    });
    this.#client.on('error', (error) => this.destroy(classified(error)));
    this.#client.on('end', () => this.destroy(broken()));
  }

  /** @throws DatabaseError */
  static async open(options: SessionOptions, signal?: AbortSignal): Promise<Session> {
    let session: Session | undefined;
    const abandon = () => session?.destroy(closed());
    signal?.addEventListener('abort', abandon);
    try {
      session = new Session(options);
      await session.#client.connect();
      // Not in the first packet, which poolers reject.
      await session.#client.query(
        `SET statement_timeout = ${options.limits.statementMilliseconds}; SET TimeZone = 'Asia/Seoul'`,
      );
      if (signal?.aborted === true) throw closed();
      return session;
    } catch (error) {
      const reason = classified(error);
      session?.destroy(reason);
      throw reason;
    } finally {
      signal?.removeEventListener('abort', abandon);
    }
  }

  /**
   * Waits for its turn, then for the response.
   *
   * @throws DatabaseError
   */
  query(operation: DatabaseOperation, statement: Statement): Promise<Answer> {
    const answer = this.#turn.then(() => this.#ask(operation, statement));
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  /** Disconnects gracefully, or at once if the server does not respond. */
  async close(): Promise<void> {
    const timer = setTimeout(() => this.#socket.destroy(), GOODBYE);
    await this.#client.end().catch(() => undefined);
    clearTimeout(timer);
    this.destroy(closed());
  }

  /** Ends the connection at once. */
  destroy(reason: DatabaseError): void {
    this.#end(reason);
    this.#socket.destroy();
  }

  #ask(operation: DatabaseOperation, { timeout, ...statement }: Statement): Promise<Answer> {
    const attributes = {
      'db.system.name': 'postgresql',
      'db.operation.name': operation,
      ...(statement.table === undefined ? {} : { 'db.collection.name': statement.table }),
      ...(statement.rows === undefined ? {} : { 'db.operation.batch.size': statement.rows }),
    };
    return traced(`database ${operation}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
      const begin = performance.now();
      const { text, values } = statement;
      let hasTimedOut = false;
      const timer = setTimeout(() => {
        hasTimedOut = true;
        this.#socket.destroy();
      }, timeout ?? this.#options.limits.answerMilliseconds);
      try {
        const result = await this.#client.query(values === undefined ? { text } : { text, values });
        return { rowCount: result.rowCount ?? 0, rows: result.rows ?? [] };
      } catch (error) {
        const reason = hasTimedOut
          ? new DatabaseError('database/timeout', 'retry', 'the server did not answer in time')
          : classified(error);
        if (reason.reaction !== 'split') this.destroy(reason);
        throw reason;
      } finally {
        clearTimeout(timer);
        this.#measure(operation, begin, span);
      }
    });
  }

  #measure(operation: DatabaseOperation, begin: number, span: Span): void {
    this.#options.observer.queried(operation, (performance.now() - begin) / 1000, exemplarOf(span));
  }
}

function closed(): DatabaseError {
  return new DatabaseError('database/closed', 'wait', 'the connection was closed');
}

function broken(): DatabaseError {
  return new DatabaseError('database/disconnected', 'retry', 'the connection broke');
}

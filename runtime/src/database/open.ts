import { migrate } from './migrate.ts';
import { Session, type SessionOptions } from './session.ts';

/**
 * Opens a connection to a database with migrated tables.
 *
 * @throws DatabaseError
 */
export async function openMigrated(options: SessionOptions, signal?: AbortSignal): Promise<Session> {
  const session = await Session.open(options, signal);
  const leave = () => void session.close();
  signal?.addEventListener('abort', leave);
  try {
    await migrate(session, options.limits.migrateMilliseconds);
    return session;
  } catch (error) {
    await session.close();
    throw error;
  } finally {
    signal?.removeEventListener('abort', leave);
  }
}

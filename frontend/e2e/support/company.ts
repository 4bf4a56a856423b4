import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Server, root } from './processes.ts';

/** Where a worker finds the database server whose demo company it clones. */
export const SERVER = 'MERIDIAN_BROWSER_SERVER';

/**
 * Before all tests: one database server with the demo company, and for measurements MERIDIAN_BENCH_CUSTOMERS more
 * customers. Ends after them.
 */
export default async function company(): Promise<() => Promise<void>> {
  if (!existsSync(join(root, 'frontend/dist/index.html'))) throw new Error('nothing to test: run `make web-build`');
  const more = process.env['MERIDIAN_BENCH_CUSTOMERS'] ?? '0';
  const server = await Server.start<{ server: string }>('company', ['company', '--customers', more]);
  process.env[SERVER] = server.ready.server;
  return () => server.stop();
}

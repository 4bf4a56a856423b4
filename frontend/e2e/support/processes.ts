import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Interface, createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));
const logs = join(root, 'frontend/test-results');
const python = process.env['MERIDIAN_PYTHON'] ?? join(root, '.venv/bin/python');

/**
 * A command of tests/browser/server.py. It lives as long as its standard input is open, so it ends with this process,
 * however that ends.
 */
export class Server<Ready> {
  readonly ready: Ready;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #log: string;

  private constructor(ready: Ready, child: ChildProcess, lines: AsyncIterator<string>, log: string) {
    this.ready = ready;
    this.#log = log;
    this.#child = child;
    this.#lines = lines;
  }

  /** Resolves with what the command says once it is ready; its log is test-results/<name>.log. */
  static async start<Ready>(name: string, args: readonly string[]): Promise<Server<Ready>> {
    if (!existsSync(python)) throw new Error(`no ${python}: run \`make install\`, or set MERIDIAN_PYTHON`);
    mkdirSync(logs, { recursive: true });
    const log = join(logs, `${name}.log`);
    const child = spawn(python, ['-m', 'tests.browser.server', ...args, '--log', log], {
      cwd: root,
      env: { ...process.env, PYTHONPATH: join(root, 'backend') },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const input: Interface = createInterface({ input: child.stdout });
    const lines = input[Symbol.asyncIterator]();
    let first = await lines.next();
    while (!first.done && !first.value.startsWith('{')) first = await lines.next(); // a warning of a library
    if (first.done) throw new Error(`${args[0]} did not start:\n${readFileSync(log, 'utf8').slice(-4000)}`);
    return new Server(JSON.parse(first.value) as Ready, child, lines, log);
  }

  /** Sends an order and waits until it is carried out. */
  async order(word: string): Promise<void> {
    this.#child.stdin?.write(`${word}\n`);
    const answer = await this.#lines.next();
    if (answer.done) throw new Error(`the server ended instead of "${word}"`);
  }

  /** Ends it; fails when a job did while it lived: nobody looks at a worker's log, and what it owes stays undone. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin?.end();
    await ended;
    const failed = readFileSync(this.#log, 'utf8')
      .split('\n')
      .filter((line) => line.includes('ended with status: Error'));
    if (failed.length > 0) throw new Error(`${failed.length} jobs failed, the first: ${failed[0]?.slice(0, 2000)}`);
  }
}

// Which operations of the contract some screen calls, and which none does. `frontend/coverage.md` lists the latter, each
// with its reason; `coverage.test.ts` keeps the list true. By itself it prints what the list lacks and what it has too
// much; with `--write` it brings the list up to date, keeping the reasons that are given.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const list = join(root, 'coverage.md');

/** @returns {string[]} Every operation, as `GET /v1/customers`, in the contract's order. */
export function operations() {
  const { paths } = JSON.parse(readFileSync(join(root, '../openapi/openapi.json'), 'utf8'));
  const verbs = new Set(['get', 'post', 'put', 'patch', 'delete']);
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item)
      .filter((verb) => verbs.has(verb))
      .map((verb) => `${verb.toUpperCase()} ${path}`),
  );
}

/** @returns {{ path: string, text: string }[]} The interface's own source. */
function sources() {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !/\.(test|gen)\.tsx?$/.test(path))
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(root, 'src', path), 'utf8') }));
}

const CALL = /\bapi\s*\.(GET|POST|PUT|PATCH|DELETE)\(\s*(['"`])(\/[^'"`]*(?:\$\{[^}]*\}[^'"`]*)*)\2/g;
const PLAIN = /(['"`])(\/(?:v1|healthz|readyz|metrics)\b(?:\$\{[^}]*\}|[^'"`\s])*)\1/g;
const HOLE = /\$\{[^}]*\}/g;
/** @param {string} text */
const escaped = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * Whether a path of the source means one of the contract. What is put in at run time (`${move}`) stands for a parameter,
 * or for a word of the path that the same folder spells somewhere as a string.
 * @param {string} written @param {string} path @param {string} folder
 */
function means(written, path, folder) {
  const pattern = written
    .split(/\$\{[^}]*\}/)
    .map(escaped)
    .join('(\\{\\w+\\}|\\w+)');
  const found = new RegExp(`^${pattern.replace(/\\\?.*$/, '')}$`).exec(path);
  if (!found) return false;
  return found.slice(1).every((word) => word.startsWith('{') || new RegExp(`\\b${word}\\b`).test(folder));
}

/** @returns {Set<string>} The operations that the source calls: by the client, or by a plain address (links, streams). */
export function called() {
  const files = sources();
  /** @param {string} path */
  const folderOf = (path) => /^features\/[^/]+|^[^/]+/.exec(path)?.[0] ?? path;
  /** @type {Map<string, string>} */
  const folders = new Map();
  for (const { path, text } of files) {
    const folder = folderOf(path);
    // Without the calls themselves: a type written into a hole (`as 'cancel'`) says nothing about what is sent.
    folders.set(folder, (folders.get(folder) ?? '') + text.replaceAll(HOLE, ''));
  }
  const all = operations();
  /** @type {Set<string>} */
  const found = new Set();
  for (const { path, text } of files) {
    const written = [...text.matchAll(CALL)].map(([, verb, , address]) => [verb, address]);
    const plain = [...text.replaceAll(CALL, '').matchAll(PLAIN)].map(([, , address]) => ['GET', address]);
    const folder = folders.get(folderOf(path)) ?? '';
    for (const [verb, address = ''] of [...written, ...plain]) {
      for (const operation of all) {
        const [method, target = ''] = operation.split(' ');
        if (method === verb && means(address, target, folder)) found.add(operation);
      }
    }
  }
  return found;
}

/** @returns {Map<string, string>} What `coverage.md` lists, with the reason it gives. */
export function listed() {
  const rows = readFileSync(list, 'utf8').matchAll(/^\| `([A-Z]+ \S+)`\s*\| *(.*?) *\|$/gm);
  return new Map([...rows].map(([, operation = '', reason = '']) => [operation, reason]));
}

/** What the list lacks (called by no screen), and what it has too much (called now, or gone from the contract). */
export function difference() {
  const all = operations();
  const reached = called();
  const known = listed();
  return {
    missing: all.filter((operation) => !reached.has(operation) && !known.has(operation)),
    stale: [...known.keys()].filter((operation) => reached.has(operation) || !all.includes(operation)),
    unexplained: [...known].filter(([, reason]) => reason === '').map(([operation]) => operation),
  };
}

function write() {
  const reached = called();
  const known = listed();
  const rows = operations()
    .filter((operation) => !reached.has(operation))
    .map((operation) => [`\`${operation}\``, known.get(operation) ?? '']);
  const [first, second] = [0, 1].map((column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (/** @type {string[]} */ [a = '', b = '']) => `| ${a.padEnd(first ?? 0)} | ${b.padEnd(second ?? 0)} |`;
  const table = [
    line(['operation', 'why']),
    line(['-'.repeat(first ?? 3), '-'.repeat(second ?? 3)]),
    ...rows.map(line),
  ];
  const head = readFileSync(list, 'utf8').split(/^\| operation/m)[0];
  writeFileSync(list, `${head}${table.join('\n')}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--write')) write();
  const { missing, stale, unexplained } = difference();
  for (const [name, rows] of Object.entries({ missing, stale, unexplained })) {
    if (rows.length > 0) console.log(`${name}:\n  ${rows.join('\n  ')}`);
  }
  process.exit(missing.length + stale.length + unexplained.length > 0 ? 1 : 0);
}

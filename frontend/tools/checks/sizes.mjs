// The weight of a production build, gzip, against its budgets: what every first visit loads (the shell), and what each
// route adds to it. Fails when a budget is passed.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @typedef {{ file: string, src?: string, isEntry?: boolean, imports?: string[], css?: string[] }} Chunk */
/** @typedef {Record<string, Chunk>} Manifest */

const KB = 1024;
const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

/** Gzip KB allowed: the shell, and all scripts of a first visit to a route. */
const SHELL = { js: 115, css: 15 };
/** @type {[RegExp, number][]} By the name of the route's file. */
const ROUTES = [
  [/^_shell\.dial$/, 200],
  [/^_shell\.opportunities/, 182],
  [/^_shell\.dashboard/, 220],
];

/** @param {string} file */
function weight(file) {
  const packed = `${dist}${file}.gz`;
  return statSync(existsSync(packed) ? packed : dist + file).size / KB;
}

/**
 * A chunk and everything it imports at once.
 * @param {Manifest} manifest @param {string} key @param {Set<string>} seen
 */
function closure(manifest, key, seen = new Set()) {
  if (!seen.has(key)) {
    seen.add(key);
    for (const next of manifest[key]?.imports ?? []) closure(manifest, next, seen);
  }
  return seen;
}

/** @param {Manifest} manifest @param {Iterable<string>} keys */
function total(manifest, keys) {
  const files = new Set();
  for (const key of keys) {
    const chunk = manifest[key];
    if (chunk) for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
  }
  const sum = { js: 0, css: 0 };
  for (const file of files) sum[file.endsWith('.css') ? 'css' : 'js'] += weight(file);
  return sum;
}

/** @type {Manifest} */
const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8'));
const entry = Object.keys(manifest).find((key) => manifest[key]?.isEntry);
if (!entry) throw new Error('the build has no entry');
/** @type {[string, number, number | null][]} */
const rows = [];

const routeKeys = new Map();
for (const [key, chunk] of Object.entries(manifest)) {
  const route = /^src\/app\/routes\/(.+)\.tsx\?tsr-split=component$/.exec(chunk.src ?? key)?.[1];
  if (route) routeKeys.set(route, key);
}

const shellKeys = closure(manifest, entry);
closure(manifest, routeKeys.get('_shell'), shellKeys);
const shell = total(manifest, shellKeys);
rows.push(['shell, scripts', shell.js, SHELL.js], ['shell, styles', shell.css, SHELL.css]);
for (const [key, chunk] of Object.entries(manifest)) {
  if (/^src\/shared\/.*\.po$/.test(key)) rows.push([key, weight(chunk.file), null]);
}
for (const [route, key] of routeKeys) {
  const first = total(manifest, closure(manifest, key, new Set(shellKeys)));
  rows.push([`first visit ${route}`, first.js, ROUTES.find(([name]) => name.test(route))?.[1] ?? null]);
}

let failed = false;
for (const [name, size, budget] of rows) {
  const passed = budget === null || size <= budget;
  failed ||= !passed;
  const limit = budget === null ? '' : `of ${budget}${passed ? '' : '  TOO LARGE'}`;
  console.log(`${name.padEnd(48)} ${size.toFixed(1).padStart(7)} KB ${limit}`);
}
process.exit(failed ? 1 : 0);

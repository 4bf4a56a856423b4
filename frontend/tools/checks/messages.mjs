// Fails when a string in the source is missing from the catalogues, or a catalogue holds one that is no longer used.
// Extraction rewrites the catalogues; they are put back as they were.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';

const catalogues = () =>
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.po'))
    .map((path) => `src/${path}`);
const before = new Map(catalogues().map((path) => [path, readFileSync(path, 'utf8')]));
const result = spawnSync('lingui', ['extract', '--clean'], { encoding: 'utf8' });
if (result.status !== 0) {
  console.error(result.stdout + result.stderr);
  process.exit(1);
}
const body = (text) => text.replace(/^"[^"]*\\n"$/gm, '');
const stale = catalogues().filter((path) => body(readFileSync(path, 'utf8')) !== body(before.get(path) ?? ''));
for (const [path, text] of before) writeFileSync(path, text);
if (stale.length > 0) {
  console.error(`Run "npm run extract" and translate:\n  ${stale.join('\n  ')}`);
  process.exit(1);
}

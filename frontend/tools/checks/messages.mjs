// Fails when a string in the source is missing from the catalogues, when a catalogue holds one that is no longer used, or
// when two catalogues translate the same string differently: they are merged as screens load, so the last would win.
// Extraction rewrites the catalogues; they are put back as they were.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';

import { formatter } from '@lingui/format-po';

const catalogues = () =>
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.po'))
    .map((path) => `src/${path.replaceAll('\\', '/')}`);

/** @returns {Map<string, string>} What stands in each catalogue's file. */
const read = () => new Map(catalogues().map((path) => [path, readFileSync(path, 'utf8')]));

/** Every string that two catalogues of one language translate differently, with what each of them says. */
function conflicts(/** @type {Map<string, string>} */ files) {
  /** @type {Map<string, { message: string, said: Map<string, string> }>} */
  const known = new Map();
  for (const [path, text] of files) {
    const locale = /([^/]+)\.po$/.exec(path)?.[1] ?? '';
    const messages = formatter().parse(text, { locale, sourceLocale: 'en', filename: path });
    for (const [id, { message = id, context, translation = '' }] of Object.entries(messages)) {
      if (translation === '') continue;
      const name = context ? `${message} (${context})` : message;
      const entry = known.get(`${locale} ${id}`) ?? { message: name, said: new Map() };
      entry.said.set(path, translation);
      known.set(`${locale} ${id}`, entry);
    }
  }
  return [...known.values()].filter(({ said }) => new Set(said.values()).size > 1);
}

const before = read();
const result = spawnSync('lingui', ['extract', '--clean'], { encoding: 'utf8' });
const after = read();
for (const [path, text] of before) writeFileSync(path, text);
if (result.status !== 0) {
  console.error(result.stdout + result.stderr);
  process.exit(1);
}

const body = (/** @type {string} */ text) => text.replace(/^"[^"]*\\n"$/gm, '');
const stale = [...after].filter(([path, text]) => body(text) !== body(before.get(path) ?? '')).map(([path]) => path);
if (stale.length > 0) console.error(`Run "npm run extract" and translate:\n  ${stale.join('\n  ')}`);

const differing = conflicts(before);
for (const { message, said } of differing) {
  const lines = [...said].map(([path, translation]) => `${translation}  ${path}`);
  console.error(`"${message}" means two things: translate it alike, or give it a context.\n  ${lines.join('\n  ')}`);
}
process.exit(stale.length + differing.length > 0 ? 1 : 0);

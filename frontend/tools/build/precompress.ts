// After a build: a .br and a .gz beside every text asset that shrinks by it, at the strongest level, so that the server
// only has to pick a file.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const TEXT = /\.(js|css|html|svg|json|webmanifest|txt)$/;
const SMALLEST = 1024;

export function precompress(): Plugin {
  let directory = '';
  return {
    name: 'meridian:precompress',
    apply: 'build',
    configResolved(config) {
      directory = config.build.outDir;
    },
    closeBundle() {
      for (const path of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
        if (TEXT.test(path)) compress(join(directory, path));
      }
    },
  };
}

function compress(path: string): void {
  const plain = readFileSync(path);
  if (plain.length < SMALLEST) return;
  const brotli = brotliCompressSync(plain, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
  });
  const gzip = gzipSync(plain, { level: 9 });
  if (brotli.length < plain.length) writeFileSync(`${path}.br`, brotli);
  if (gzip.length < plain.length) writeFileSync(`${path}.gz`, gzip);
}

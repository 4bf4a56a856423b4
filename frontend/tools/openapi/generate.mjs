// Writes src/api/schema.gen.ts from the contract. The first line carries the contract's digest, so that an unchanged
// contract costs nothing. `--check` writes nothing and fails when the file is missing or old.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const contract = new URL('../../../openapi/openapi.json', import.meta.url);
const target = new URL('../../src/api/schema.gen.ts', import.meta.url);

const source = readFileSync(contract, 'utf8');
const options = { defaultNonNullable: false };
const stamp = `// contract ${createHash('sha256').update(source).update(JSON.stringify(options)).digest('hex')}\n`;

function isCurrent() {
  try {
    return readFileSync(target, 'utf8').startsWith(stamp);
  } catch {
    return false;
  }
}

if (isCurrent()) process.exit(0);
if (process.argv.includes('--check')) {
  console.error(`${fileURLToPath(target)} is not what the contract says; run: npm run generate`);
  process.exit(1);
}
const ast = await openapiTS(JSON.parse(source), options);
writeFileSync(target, stamp + astToString(ast));

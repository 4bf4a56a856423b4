// Everything that must hold of the interface, cheapest first; says what failed and fails.
import { spawnSync } from 'node:child_process';

const steps = [
  ['generated files', 'npm run --silent generate'],
  ['format', 'oxfmt --check'],
  ['lint', 'oxlint --type-aware --deny-warnings --quiet'],
  ['types', 'tsc && tsc -p e2e'],
  ['messages extracted', 'node tools/checks/messages.mjs'],
  ['messages translated', 'lingui compile --strict'],
  ['unit tests', 'vitest run --silent'],
  ['build and sizes', 'npm run --silent build && npm run --silent sizes'],
];

let failed = false;
for (const [name, command] of steps) {
  const started = performance.now();
  const result = spawnSync(command, {
    shell: true,
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: '0', PATH: `node_modules/.bin:${process.env.PATH}` },
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${result.status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  if (result.status !== 0) {
    failed = true;
    console.log(result.stdout + result.stderr);
  }
}
process.exit(failed ? 1 : 0);

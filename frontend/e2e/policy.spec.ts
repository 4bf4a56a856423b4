import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './support/processes.ts';
import { expect, test } from './support/test.ts';

test.use({ person: null });

/** The texts of the style elements that react-aria may add to a page, as the installed version spells them. */
function injectedStyles(): string[] {
  const home = join(root, 'frontend/node_modules/react-aria/dist/private');
  const modules = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.mjs'));
  return modules.flatMap((file) => {
    const source = readFileSync(join(home, file), 'utf8');
    const constants = new Map([...source.matchAll(/const (\S+) = '([^']*)';/g)].map((found) => [found[1], found[2]]));
    return [...source.matchAll(/style\.textContent = `([^`]*)`/g)].map((found) =>
      (found[1] ?? '').replace(/\$\{([^}]+)\}/g, (_, name: string) => constants.get(name) ?? name).trim(),
    );
  });
}

test('the policy names exactly the styles that react-aria adds', async ({ request }) => {
  const policy = (await request.get('/', { headers: { Accept: 'text/html' } })).headers()['content-security-policy'];
  const allowed = new Set([...(policy ?? '').matchAll(/'(sha256-[^']+)'/g)].map((found) => found[1]));
  const styles = injectedStyles();
  expect(styles).toHaveLength(2);
  const hashes = styles.map((text) => `sha256-${createHash('sha256').update(text).digest('base64')}`);
  expect(allowed).toEqual(new Set(hashes));
});

test('what the page did not bring itself does not run and does not style', async ({ page, guard }) => {
  guard.permit(/Content Security Policy/);
  guard.permit(/401/);
  await page.goto('/sign-in');
  const happened = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    const style = document.createElement('style');
    style.textContent = 'body { outline: 7px solid red }';
    document.head.append(script, style);
    const elsewhere = await fetch('https://elsewhere.example/').then(
      () => 'sent',
      () => 'refused',
    );
    return ['injected' in window, getComputedStyle(document.body).outlineWidth === '7px', elsewhere];
  });
  expect(happened).toEqual([false, false, 'refused']);
});

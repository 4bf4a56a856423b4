import { existsSync } from 'node:fs';

/** The browser of this machine: `CHROMIUM`, or Debian's. Nothing is downloaded. */
export function chromium(): string {
  const path = process.env['CHROMIUM'] ?? '/usr/bin/chromium-headless-shell';
  if (!existsSync(path)) throw new Error(`no browser at ${path}: frontend/tools/browser.sh finds or installs one`);
  return path;
}

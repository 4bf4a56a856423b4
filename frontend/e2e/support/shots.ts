import type { Page } from '@playwright/test';
import { isAbsolute, join, relative } from 'node:path';
import { root } from './processes.ts';

/** Where pictures go: `MERIDIAN_SHOTS`, a folder outside the repository; without it none are taken. */
function folder(): string | null {
  const chosen = process.env['MERIDIAN_SHOTS'];
  if (chosen === undefined || chosen === '') return null;
  const isInside = !relative(root, chosen).startsWith('..');
  if (!isAbsolute(chosen) || isInside) throw new Error('MERIDIAN_SHOTS is the path of a folder outside the repository');
  return chosen;
}

/** A picture of what the window shows, as <name>-<parts>.png; a new one takes the place of the old. */
export async function shoot(page: Page, ...parts: readonly (string | number)[]): Promise<void> {
  const where = folder();
  if (where === null) return;
  await page.screenshot({ path: join(where, `${parts.join('-')}.png`), animations: 'disabled', caret: 'hide' });
}

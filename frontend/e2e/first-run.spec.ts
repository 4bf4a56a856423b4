import { expectAccessible } from './support/accessibility.ts';
import { settled } from './support/settled.ts';
import { expect, test } from './support/test.ts';

// An installation without a company, as `meridian create-admin` leaves it: the first administrator is led to what
// comes first, and nothing counts as done that is not there.

test.use({ person: 'first', language: 'en', alone: 'empty', empty: true });

test('the first administrator of an empty installation is led to what comes first', async ({ page }) => {
  await page.goto('/today');
  await settled(page);
  await page.goto('/setup');
  const steps = page.getByRole('list', { name: 'What to set up' });
  const step = (name: string) => steps.getByRole('listitem').filter({ hasText: name });
  const next = steps.locator('[aria-current=step]');
  const opened = (name: string) => steps.getByRole('button', { name: `${name}: open` }).click();
  await expect(steps.getByRole('listitem')).toHaveCount(10);
  await expect(next).toContainText('Administrators');
  await expect(step('Exchange rates').getByLabel('Done')).toHaveCount(0);
  await expectAccessible(page);

  await opened('Administrators');
  await expect(page).toHaveURL(/\/people/);
});

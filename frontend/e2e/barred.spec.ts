import { routes, visitable } from './support/routes.ts';
import { settled } from './support/settled.ts';
import { expect, test } from './support/test.ts';

// Who is led to a screen that is not theirs, by a link say: it says so, and offers nothing that would be refused again.

test.use({ person: 'admin', language: 'en' });
test.setTimeout(240_000);

test('what an administrator may not see is said to be hidden, on every screen', async ({ page, site, guard }) => {
  guard.permit(/403|404|this needs the permission/); // what this is about
  for (const { path, person } of routes()) {
    if (person === null) continue; // before signing in
    await test.step(path, async () => {
      await page.goto(await visitable(site, person, path));
      await settled(page);
      const main = page.getByRole('main');
      await expect(main).not.toBeEmpty();
      await expect(main.getByRole('heading').first()).toBeVisible();
      await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(0);
    });
  }
});

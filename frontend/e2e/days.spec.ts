import { expectAccessible } from './support/accessibility.ts';
import { dialogOf } from './support/dialog.ts';
import { expect, test } from './support/test.ts';

test.use({ language: 'en' });

const figure = (text: string | null) => Number((text ?? '').replaceAll(/[^\d]/g, ''));

for (const [person, tile] of [
  ['director', 'Complaints over time'],
  ['analyst', 'Sales lost'],
  ['product', 'Complaints with us'],
  ['auditor', 'Calls logged late'],
  ['admin', 'People'],
] as const) {
  test.describe(() => {
    test.use({ person });
    test(`the day of ${person} begins with figures that open what they count`, async ({ page }) => {
      await page.goto('/today');
      const link = page.getByRole('main').getByRole('link', { name: tile });
      const told = async () => (await link.innerText()).replace(tile, '').replace('in 30 days', '');
      await expect.poll(told).toMatch(/\d/);
      const text = await told();
      await link.click();
      await expect(page).toHaveURL(/\/lists\//);
      const shown = page.getByRole('region').getByRole('listitem');
      if (figure(text) === 0) await expect(page.getByText('Nothing here')).toBeVisible();
      else await expect(shown).toHaveCount(Math.min(figure(text), 60));
      await expectAccessible(page);
    });
  });
}

test.describe(() => {
  test.use({ person: 'lead' });
  test('a lead sees the team’s plan and calls, and what is stuck opens', async ({ page, site }) => {
    await page.goto('/today');
    await expect(page.getByRole('heading', { name: 'My team' })).toBeVisible();
    const team = page.getByRole('region', { name: 'Plan and calls by hour' });
    const me = await site.read<{ id: string; teams: { id: string }[] }>('lead', '/v1/me');
    const { items } = await site.read<{ items: { name_en: string; team_id: string }[] }>(
      'lead',
      `/v1/users?active=true&role=rep&team_id=${me.teams[0]?.id}&limit=200`,
    );
    // Who has a plan or calls in a row, who has neither in the sentence below.
    for (const rep of items) await expect(team.getByText(rep.name_en).first()).toBeVisible();
    await page.getByRole('link', { name: /^Stuck/ }).click();
    await expect(page).toHaveURL(/\/lists\/alerts/);
    await page.goBack();
    await page.getByRole('button', { name: 'My own day' }).click();
    await expect(page.getByRole('heading', { name: 'To do', exact: true })).toBeVisible();
  });
});

test.describe(() => {
  test.use({ person: 'director' });

  test('a rate is entered, corrected with its reason, and both states stand in the history', async ({ page }) => {
    await page.goto('/rates');
    await page.getByRole('button', { name: 'Several at once' }).click();
    const dialog = dialogOf(page);
    await dialog.getByRole('textbox', { name: 'Rates' }).fill('CHF 8.25\nSEK 0.7');
    await dialog.getByRole('textbox', { name: 'Source' }).fill('the bank');
    await dialog.getByRole('button', { name: 'Enter the rates' }).click();
    await expect(dialog).toBeHidden();
    const table = page.getByRole('grid', { name: 'Exchange rates' });
    await expect(table.getByText('8.250000 CNY')).toBeVisible();

    await page.getByRole('button', { name: /^Change CHF/ }).click();
    await dialog.getByRole('textbox', { name: 'Rate' }).fill('8.52');
    await dialog.getByRole('button', { name: 'Correct the rate' }).click();
    await expect(dialog.getByText('Cannot be left empty.')).toBeVisible();
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('digits were swapped');
    await dialog.getByRole('button', { name: 'Correct the rate' }).click();
    await expect(table.getByText('8.520000 CNY')).toBeVisible();

    const row = table.getByRole('row').filter({ hasText: 'CHF' });
    await row.getByRole('link', { name: 'History of this record' }).click();
    await expect(page.getByRole('list', { name: 'Changes' }).getByText('digits were swapped')).toBeVisible();
    const differences = page.getByRole('table', { name: 'Differences' });
    await expect(differences.getByRole('row', { name: /Rate/ })).toContainText(/8\.25.*8\.52/);
    await expectAccessible(page);
  });

  test('each chart of the dashboard has a table with links to what it counts', async ({ page }) => {
    await page.goto('/dashboard?span=365');
    const calls = page.getByRole('region', { name: 'Open sales by stage' }).first();
    await calls.getByRole('button', { name: 'Open sales by stage: as a table' }).click();
    const link = calls.getByRole('row', { name: /Negotiation/ }).getByRole('link');
    const number = figure(await link.innerText());
    await link.click();
    await expect(page).toHaveURL(/\/lists\/opportunities/);
    if (number > 0) await expect(page.getByRole('region').getByRole('listitem')).toHaveCount(number);
    await page.goBack();
    await expectAccessible(page);
  });
});

test.describe(() => {
  test.use({ person: 'analyst' });
  test('a market note is written, and who may only read it has nothing to press', async ({ page, site, browser }) => {
    await page.goto('/notes');
    await expect(page.getByRole('main')).toContainText('Market notes');
    await page.keyboard.press('c');
    const dialog = dialogOf(page);
    await dialog.getByRole('textbox', { name: 'What was learned' }).fill('Nordpump cuts its prices by a tenth.');
    await dialog.getByRole('textbox', { name: 'Competitor' }).fill('Nordpump');
    await dialog.getByRole('button', { name: 'Write it down' }).click();
    const note = page.getByRole('listitem').filter({ hasText: 'Nordpump cuts its prices' });
    await expect(note.getByRole('button', { name: 'Change the note' })).toBeVisible();

    const other = await browser.newContext({ baseURL: site.url, locale: 'en' });
    await site.signIn(other.request, 'auditor');
    const reading = await other.newPage();
    await reading.goto('/notes');
    await expect(reading.getByText('Nordpump cuts its prices by a tenth.')).toBeVisible();
    await expect(reading.getByRole('main').getByRole('button', { name: /note|笔记/ })).toHaveCount(0);
    await other.close();
  });
});

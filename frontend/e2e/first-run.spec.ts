import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { settled } from './support/settled.ts';
import { expect, test } from './support/test.ts';

// An installation without a company, as `meridian create-admin` leaves it: the first administrator is led through what to
// set up; each step leads to its screen, and what is there counts as done.

test.use({ person: 'first', language: 'en', alone: 'empty', empty: true });
test.setTimeout(180_000);

test('the first administrator sets up the company in order, as far as its people and calendar', async ({
  page,
  site,
}) => {
  await page.goto('/today');
  await settled(page);
  await page.goto('/setup');
  const steps = page.getByRole('list', { name: 'What to set up' });
  const step = (name: string) => steps.getByRole('listitem').filter({ hasText: name });
  const next = steps.locator('[aria-current=step]');
  const opened = (name: string) => steps.getByRole('button', { name: `${name}: open` }).click();
  const isDone = async (name: string) => {
    await page.goto('/setup');
    await expect(step(name).getByLabel('Done')).toBeVisible();
  };
  await expect(steps.getByRole('listitem')).toHaveCount(10);
  await expect(next).toContainText('Administrators');
  await expect(step('Exchange rates').getByLabel('Done')).toHaveCount(0);
  await expectAccessible(page);

  // A second administrator, by the form that the step opens.
  await opened('Administrators');
  await expect(page).toHaveURL(/\/people/);
  await add(page, { name: 'Noah Xu', email: `noah@${site.email('x').split('@')[1]}`, role: 'Administrator' });
  await isDone('Administrators');
  await expect(next).toContainText('Departments and teams');

  await opened('Departments and teams');
  await found(page, /Found a department/, { 'Chinese name': '销售部', 'English name': 'Sales', Code: 'sales' });
  await page.getByRole('button', { name: /Found a team/ }).click();
  const team = page.getByRole('dialog', { name: 'Found a team' });
  await team.getByRole('textbox', { name: 'Chinese name' }).fill('欧洲组');
  await team.getByRole('textbox', { name: 'English name' }).fill('Europe');
  await choose(page, team, /Department/, /Sales/);
  await team.getByRole('button', { name: 'Found it' }).click();
  await expect(team).toBeHidden();
  await isDone('Departments and teams');
  await expect(next).toContainText('People');

  await opened('People');
  const domain = site.email('x').split('@')[1];
  await add(page, { name: 'Kevin Zheng', email: `kevin@${domain}`, role: 'Sales manager', department: /Sales/ });
  await add(page, { name: 'Fiona Wang', email: `fiona@${domain}`, role: 'Sales representative', team: /Europe/ });
  await isDone('People');
  await expect(page.getByText('Dial by the customer’s local time, record calls')).toBeVisible();
  await expect(next).toContainText('Working calendars');

  await opened('Working calendars');
  await page
    .getByRole('button', { name: /^11 March|^Wed 11 Mar|^11 Mar/ })
    .first()
    .click();
  const special = page.getByRole('dialog');
  await special.getByRole('textbox', { name: /Why|Reason/ }).fill('Founding day');
  await special.getByRole('button', { name: 'Save' }).click();
  await expect(special).toBeHidden();
  await isDone('Working calendars');
  await expect(next).toContainText('Look through the policy settings');
});

interface Somebody {
  name: string;
  email: string;
  role: string;
  department?: RegExp;
  team?: RegExp;
}

async function add(page: Page, person: Somebody): Promise<void> {
  await page
    .getByRole('button', { name: /Add somebody/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog', { name: 'Add somebody' });
  await dialog.getByRole('textbox', { name: 'Name required' }).fill(person.name);
  await dialog.getByRole('textbox', { name: 'Email' }).fill(person.email);
  await choose(page, dialog, /Role/, person.role);
  if (person.department) await choose(page, dialog, /Department/, person.department);
  if (person.team) await choose(page, dialog, /Team/, person.team);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog).toBeHidden();
}

async function choose(page: Page, within: Locator, field: RegExp, option: string | RegExp): Promise<void> {
  await within.getByRole('button', { name: field }).click();
  await page.getByRole('option', { name: option }).first().click();
}

async function found(page: Page, act: RegExp, fields: Record<string, string>): Promise<void> {
  await page.getByRole('button', { name: act }).click();
  const dialog = page.getByRole('dialog', { name: act });
  for (const [name, value] of Object.entries(fields)) await dialog.getByRole('textbox', { name }).fill(value);
  await dialog.getByRole('button', { name: 'Found it' }).click();
  await expect(dialog).toBeHidden();
}

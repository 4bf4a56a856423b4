import { expectAccessible } from './support/accessibility.ts';
import { settled } from './support/settled.ts';
import { shoot } from './support/shots.ts';
import { expect, test } from './support/test.ts';

// Care plans: the birthdays and holidays they keep, and what is owed by them.

interface Plan {
  state: string;
  care: { grades: string[]; occasions: { occasion: string; country: string | null; method: string }[] } | null;
}

test.describe('a manager', () => {
  test.use({ person: 'manager' });

  test('chooses the occasions of a care plan, runs it and sees what is owed', async ({ page, site }) => {
    await page.goto('/plans/list');
    await settled(page);
    await expect(page.getByRole('button', { name: /新建计划/ })).toBeVisible();
    await page.keyboard.press('c');
    const draft = page.getByRole('dialog', { name: '新建计划' });
    await draft.getByRole('radio', { name: '关怀' }).click();
    await draft.getByRole('textbox', { name: /^名称/ }).fill('节日问候');
    await draft.getByRole('button', { name: '起草计划' }).click();
    await expect(page).toHaveURL(/\/plans\/[0-9a-f-]{36}/);
    const id = new URL(page.url()).pathname.split('/')[2] ?? '';
    await settled(page);

    await page.getByRole('button', { name: '选择关怀日子' }).click();
    const choose = page.getByRole('dialog', { name: /关怀日子/ });
    await choose.getByText('客户联系人的生日').click();
    await choose.getByRole('textbox', { name: /^节日所属国家/ }).fill('de');
    const holiday = choose.getByRole('combobox', { name: /^添加节日/ });
    await expect(holiday).toBeEnabled();
    await holiday.press('ArrowDown');
    await page.getByRole('listbox').getByRole('option').first().click();
    await page.keyboard.press('Tab');
    await expect(choose.getByRole('list', { name: '已选的关怀日子' }).getByRole('listitem')).toHaveCount(2);
    await expectAccessible(page);
    await shoot(page, 'journey-care-choose');
    await choose.getByRole('button', { name: '保存' }).click();
    await expect(choose).toBeHidden();
    const kept = page.getByRole('region', { name: '关怀日子' });
    await expect(kept.getByRole('listitem')).toHaveCount(2);
    await expect(kept).toContainText('生日祝福');
    await expectAccessible(page);
    await shoot(page, 'journey-care-plan');
    const drafted = await site.read<Plan>('manager', `/v1/contact-plans/${id}`);
    expect(drafted.care?.occasions.map(({ occasion, country }) => [occasion, country])).toEqual([
      ['birthday', null],
      ['holiday', 'DE'],
    ]);

    await page.getByRole('button', { name: '执行计划' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '执行计划' }).click();
    await expect.poll(async () => (await site.read<Plan>('manager', `/v1/contact-plans/${id}`)).state).toBe('active');
    await page.getByRole('link', { name: '接下来应做的关怀' }).click();
    await expect(page.getByRole('heading', { name: '关怀日子' })).toBeVisible();
    await settled(page);
    await expectAccessible(page);
    await shoot(page, 'journey-care-owed');
  });
});

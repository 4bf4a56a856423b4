import { customerOf } from './support/made.ts';
import { settled } from './support/settled.ts';
import { shoot } from './support/shots.ts';
import { expect, test } from './support/test.ts';

// A complaint from its registration to its solution, and figures that open what they counted.

interface Complaint {
  state: string;
  version: number;
}

test.describe('a complaint', () => {
  test.use({ person: 'service' });

  test('is registered, contacted, dispatched, solved and confirmed', async ({ page, site }) => {
    test.setTimeout(120_000);
    const customer = await customerOf(site, 'rep', 'Beschwerde Pumpen');
    await page.goto(`/complaints/new?customer=${customer.id}`);
    await settled(page);
    await expect(page.getByRole('combobox', { name: /客户/ })).toHaveValue(customer.name);
    await page.getByRole('textbox', { name: /投诉内容/ }).fill('泵体渗漏');
    await page.keyboard.press('Control+Enter');
    await expect(page).toHaveURL(/\/complaints\/[0-9a-f-]{36}/);
    const id = new URL(page.url()).pathname.split('/')[2] ?? '';
    const now = () => site.read<Complaint>('director', `/v1/complaints/${id}`);
    expect((await now()).state).toBe('registered');

    // Contact: what was not asked yet is asked with it.
    await page.getByRole('button', { name: /^记录已联系/ }).click();
    const contact = page.getByRole('dialog', { name: '已联系客户' });
    await contact.getByRole('textbox', { name: /说了什么/ }).fill('客户描述了渗漏位置');
    await contact.getByText('已致歉').click();
    await contact.getByRole('textbox', { name: /产品或服务/ }).fill('CP-200');
    await contact.getByRole('textbox', { name: /客户要求/ }).fill('更换密封');
    await contact.getByRole('button', { name: '记录已联系' }).click();
    await expect(contact).toBeHidden();
    await expect.poll(async () => (await now()).state).toBe('contacted');

    await page.getByRole('button', { name: /^派单/ }).click();
    const give = page.getByRole('dialog', { name: '由谁解决' });
    await give.getByRole('button', { name: /部门/ }).click();
    await page.getByRole('option', { name: '客服部' }).click();
    await give.getByRole('combobox', { name: /责任人/ }).click();
    await page.getByRole('option').first().click();
    await give.getByRole('button', { name: '派单' }).click();
    await expect(give).toBeHidden();
    await expect.poll(async () => (await now()).state).toBe('dispatched');
    await expect(page.getByRole('img', { name: '解决' })).toBeVisible();
    await shoot(page, 'journey-complaint-dispatched');

    await page.getByRole('button', { name: /^开始调查/ }).click();
    await expect.poll(async () => (await now()).state).toBe('investigating');

    await page
      .getByRole('button', { name: /^录入调查结果/ })
      .first()
      .click();
    const found = page.getByRole('dialog', { name: '调查结果' });
    await found.getByRole('textbox', { name: /原因是什么/ }).fill('弹簧压缩量不足');
    await found.getByRole('button', { name: /原因类别/ }).click();
    await page.getByRole('option', { name: '安装' }).click();
    await found.getByRole('textbox', { name: /依据是什么/ }).fill('返回件检测');
    await found.getByRole('button', { name: '录入调查结果' }).click();
    await expect(found).toBeHidden();

    await page
      .getByRole('button', { name: /^拟定方案/ })
      .first()
      .click();
    const offer = page.getByRole('dialog', { name: /的方案/ });
    await offer.getByRole('textbox', { name: /方案内容|提出什么|内容/ }).fill('更换加强型密封');
    await offer.getByRole('button', { name: '拟定方案' }).click();
    await expect(offer).toBeHidden();

    await page.getByRole('button', { name: /^已告知客户方案/ }).click();
    const told = page.getByRole('dialog', { name: '已把方案告知客户' });
    await told.getByRole('button', { name: '已告知客户方案' }).click();
    await expect(told).toBeHidden();
    await expect.poll(async () => (await now()).state).toBe('proposed');
    await expect(page.getByText('等待客户答复').first()).toBeVisible();

    await page.getByRole('button', { name: /^客户同意/ }).click();
    const agrees = page.getByRole('dialog', { name: '客户同意' });
    await agrees.getByRole('textbox').first().fill('同意更换');
    await agrees.getByRole('button', { name: '客户同意' }).click();
    await expect(agrees).toBeHidden();
    await expect.poll(async () => (await now()).state).toBe('agreed');

    await page.getByRole('button', { name: /^记录解决情况/ }).click();
    const done = page.getByRole('dialog', { name: /的解决情况/ });
    await done.getByRole('textbox', { name: /做了什么/ }).fill('已更换两套密封');
    await done.getByRole('button', { name: '记录解决情况' }).click();
    await expect(done).toBeHidden();
    await expect.poll(async () => (await now()).state).toBe('resolved');

    await page.getByRole('button', { name: /^录入满意度/ }).click();
    const asked = page.getByRole('dialog', { name: /有多满意/ });
    for (const score of ['产品质量', '服务态度', '响应速度', '解决问题']) {
      await asked.getByRole('radiogroup', { name: score }).getByRole('radio', { name: '4' }).click();
    }
    await asked.getByRole('button', { name: '录入满意度' }).click();
    await expect(asked).toBeHidden();
    await expect.poll(async () => (await now()).state).toBe('confirmed');
    await shoot(page, 'journey-complaint-confirmed');
  });

  test('is gone through by J and K, what is passed first', async ({ page, site }) => {
    const { items } = await site.read<{ items: { id: string; due_at: string | null }[] }>(
      'service',
      '/v1/complaints?state.ne=archived&sort=due_at&limit=2',
    );
    await page.goto('/complaints');
    await expect(page).toHaveURL(new RegExp(items[0]?.id ?? 'none'));
    await settled(page);
    await page.keyboard.press('j');
    await expect(page).toHaveURL(new RegExp(items[1]?.id ?? 'none'));
    await page.keyboard.press('k');
    await expect(page).toHaveURL(new RegExp(items[0]?.id ?? 'none'));
    await expect(page.locator('li > button[aria-current="true"]')).toHaveCount(1);
  });

  test('counts J that is pressed before the first is open, or the list is there', async ({ page, site }) => {
    const { items } = await site.read<{ items: { id: string }[] }>(
      'service',
      '/v1/complaints?state.ne=archived&sort=due_at&limit=3',
    );
    let answer = () => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route(/\/v1\/complaints(\/search)?\?/, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto('/complaints');
    await expect(page.getByRole('heading', { name: '投诉', level: 1 })).toBeVisible();
    await page.keyboard.press('j');
    answer();
    await expect(page).toHaveURL(new RegExp(items[1]?.id ?? 'none'));
    await page.keyboard.press('j');
    await expect(page).toHaveURL(new RegExp(items[2]?.id ?? 'none'));
  });
});

test.describe('the analysis', () => {
  test.use({ person: 'service' });

  test('opens the complaints that a figure counted', async ({ page, site }) => {
    const causes = await site.read<{ items: { count: number }[] }>('service', '/v1/complaints/analysis/root-causes');
    const first = causes.items[0];
    if (first === undefined) throw new Error('no root cause is known');
    await page.goto('/complaints/analysis');
    await settled(page);
    const table = page.getByRole('region', { name: '根本原因' });
    await table
      .getByRole('link', { name: String(first.count), exact: true })
      .first()
      .click();
    await expect(page).toHaveURL(/figure=root_cause_category/);
    await settled(page);
    await expect(page.getByRole('region', { name: '按剩余时间排列的投诉' }).locator('li')).toHaveCount(first.count);
    await page
      .getByRole('button', { name: /移除条件|移除 来自分析|来自分析/ })
      .last()
      .click();
    await expect(page).not.toHaveURL(/figure=/);
  });
});

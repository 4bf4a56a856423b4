import { settled } from './support/settled.ts';
import { expect, test } from './support/test.ts';

// A setting that takes two: who proposes a change does not confirm it, and until somebody else does nothing changes.

test.use({ person: 'admin', alone: 'second-person' });

interface Setting {
  in_force: { value: Record<string, string> };
}

test('an administrator proposes, the director confirms one change by key and denies the next with a reason', async ({
  page,
  site,
  guard,
}) => {
  guard.permit(/401/); // the other person signs in on the same machine
  const limit = async () =>
    Number(
      (await site.read<Setting>('admin', '/v1/policies/compensation_approval_limits')).in_force.value['sales_manager'],
    );
  const setting = '/policies?setting=compensation_approval_limits';
  const waiting = page.getByRole('region', { name: '待确认的修改' });
  const before = await limit();

  await page.goto(setting);
  await settled(page);
  await expect(waiting).toContainText('15,000');
  await expect(waiting.getByRole('button', { name: '撤回提议' })).toBeVisible();
  await expect(waiting.getByRole('button', { name: '确认', exact: true })).toHaveCount(0);

  await site.signIn(page.context().request, 'director');
  const inbox = '/approvals?kind=policy_to_confirm';
  const rows = page.getByRole('list', { name: '待决定的事项' }).getByRole('listitem');
  await page.goto(inbox);
  await settled(page);
  await expect(rows).toHaveCount(1);
  expect(await limit()).toBe(before);
  await page.keyboard.press('a');
  await expect(rows).toHaveCount(0);
  await expect.poll(limit).toBe(15_000);

  await site.signIn(page.context().request, 'admin');
  await page.goto(setting);
  await settled(page);
  await page.getByRole('textbox', { name: /销售经理/ }).fill('18000');
  await page.getByRole('textbox', { name: /原因/ }).fill('汇率变了');
  await page.getByRole('button', { name: /提出，确认后生效/ }).click();
  await expect(waiting).toContainText('18,000');
  expect(await limit()).toBe(15_000);

  await site.signIn(page.context().request, 'director');
  await site.look();
  await expect
    .poll(
      async () =>
        (await site.read<{ items: unknown[] }>('director', '/v1/waiting-for-me?reason=policy_to_confirm')).items.length,
      { timeout: 60_000 },
    )
    .toBe(1);
  await page.goto(inbox);
  await settled(page);
  await expect(rows).toHaveCount(1);
  await page.getByRole('textbox', { name: '附言' }).fill('先看一个季度');
  await page.getByRole('button', { name: /^驳回/ }).click();
  await expect(rows).toHaveCount(0);
  expect(await limit()).toBe(15_000);

  await site.signIn(page.context().request, 'admin');
  await page.goto(setting);
  await settled(page);
  await expect(waiting).toHaveCount(0);
  await expect(page.getByRole('textbox', { name: /原因/ })).toBeVisible();
});

import { expectAccessible } from './support/accessibility.ts';
import { compose } from './support/compose.ts';
import { expectNoOverflow } from './support/layout.ts';
import { expect, test } from './support/test.ts';

// The tests' own tools: each of them must be able to fail.

test('a console error and an uncaught exception are faults', async ({ page, guard }) => {
  await page.goto('/today');
  expect(() => guard.check()).not.toThrow();
  await page.evaluate(() => {
    console.error('something is wrong');
    void Promise.reject(new Error('nobody catches this'));
  });
  await expect(() =>
    expect(() => guard.check()).toThrow(/something is wrong[^]*uncaught: .*nobody catches this/),
  ).toPass();
  guard.permit(/something is wrong/);
  guard.permit(/nobody catches this/);
});

test('a request that is refused or not answered is a fault', async ({ page, guard }) => {
  await page.goto('/today');
  await page.route('**/v1/nothing', (route) => route.fulfill({ status: 503 }));
  await page.route('**/v1/cut', (route) => route.abort('connectionreset'));
  await page.evaluate(() => Promise.allSettled(['/v1/nothing', '/v1/cut'].map((path) => fetch(path))));
  await expect(() => expect(() => guard.check()).toThrow(/answer: 503[^]*ERR_CONNECTION_RESET/)).toPass();
  guard.permit(/v1.(nothing|cut)/);
});

test('what a screen reader cannot name is found, and what the eye can hardly read', async ({ page }) => {
  await page.goto('/today');
  await page.evaluate(() => document.body.append(document.createElement('button')));
  await expect(expectAccessible(page)).rejects.toThrow(/button-name/);
  await expectAccessible(page, { at: 'colours' });
  await page.evaluate(() => {
    const faint = Object.assign(document.createElement('p'), { textContent: 'faint' });
    faint.style.cssText = 'position: fixed; top: 0; z-index: 99; background: #777; color: #888';
    document.body.append(faint);
  });
  await expect(expectAccessible(page, { at: 'colours' })).rejects.toThrow(/color-contrast/);
  await expect(expectAccessible(page)).rejects.toThrow(/color-contrast[^]*button-name|button-name[^]*color-contrast/);
  await expect(expectAccessible(page, { at: 'all but colours' })).rejects.not.toThrow(/color-contrast/);
});

test('of many texts alike, one in a colour of its own or on another ground is found', async ({ page }) => {
  await page.goto('/today');
  await page.evaluate(() => {
    const list = document.createElement('ul');
    list.id = 'alike';
    list.style.cssText = 'position: fixed; inset: 0; z-index: 99; background: #fff; color: #000';
    list.innerHTML = '<li><b>text</b></li>'.repeat(20);
    document.body.append(list);
  });
  await expectAccessible(page, { at: 'colours' });
  const paint = (part: string, value: string) =>
    page.locator(part).evaluate((element: HTMLElement, how) => (element.style.cssText = how), value);
  for (const part of ['#alike li:last-child b', '#alike li:nth-child(9)']) {
    for (const style of ['color: #ccc', 'background: #222', 'opacity: 0.3']) {
      await paint(part, style);
      await expect(expectAccessible(page, { at: 'colours' })).rejects.toThrow(/color-contrast/);
      await paint(part, '');
    }
  }
  await expectAccessible(page, { at: 'colours' });
});

test('what stands beyond the edge is found, what scrolls is not', async ({ page }) => {
  await page.goto('/today');
  await page.evaluate(() => {
    const box = document.createElement('div');
    box.id = 'box';
    box.innerHTML = '<p id="wide">wide</p>';
    document.body.append(box);
    box.querySelector('p')!.style.width = '3000px';
  });
  await expect(expectNoOverflow(page)).rejects.toThrow(/3000 px/);
  await page.evaluate(() => (document.getElementById('box')!.style.overflowX = 'auto'));
  await expectNoOverflow(page);
});

test('the pages and the product live at the same time, and go on together', async ({ page, site, later }) => {
  await page.goto('/today');
  const seen = () => page.evaluate(() => Date.now());
  const product = () => site.read<{ now: string }>('admin', '/v1/test-clock').then(({ now }) => Date.parse(now));
  const apart = async () => Math.abs((await seen()) - (await product()));
  expect(await apart()).toBeLessThan(3000);
  const before = await product();
  await later(90);
  expect((await product()) - before).toBeGreaterThan(90 * 60_000);
  expect(await apart()).toBeLessThan(3000);
});

test('an input method composes before it writes', async ({ page }) => {
  await page.goto('/today');
  await page.evaluate(() => {
    const field = document.createElement('input');
    field.id = 'field';
    document.body.append(field);
    for (const name of ['compositionstart', 'compositionend'] as const)
      field.addEventListener(name, () => (field.title += `${name} `));
    field.focus();
  });
  await compose(page, ['z', 'zh', 'zhong', 'zhong guo'], '中国');
  await expect(page.locator('#field')).toHaveValue('中国');
  await expect(page.locator('#field')).toHaveAttribute('title', 'compositionstart compositionend ');
});

test('the product goes on after its API was restarted', async ({ page, site, guard }) => {
  guard.permit(/events.stream/); // which ends with the old process
  await page.goto('/today');
  await site.restart();
  await page.reload();
  await expect(page).toHaveURL('/today');
  expect(await site.read<{ status: string }>('rep', '/readyz')).toMatchObject({ status: 'ok' });
});

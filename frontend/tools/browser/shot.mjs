// One picture of one screen, as a signed-in demo person sees it:
//   node tools/browser/shot.mjs /customers out.png --as rep --theme dark --lang en --size 1280x900 --scale 2
// MERIDIAN_WEB says where the interface is served (default http://127.0.0.1:5173). Prints what the console said.
import { chromium } from 'playwright-core';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    as: { type: 'string', default: 'rep' },
    theme: { type: 'string', default: 'light' },
    lang: { type: 'string', default: 'zh-CN' },
    size: { type: 'string', default: '1440x900' },
    scale: { type: 'string', default: '1' },
    keys: { type: 'string' },
    click: { type: 'string', multiple: true },
    wait: { type: 'string', default: '600' },
    touch: { type: 'boolean', default: false },
  },
});
const [path = '/today', file = 'shot.png'] = positionals;
const base = process.env.MERIDIAN_WEB ?? 'http://127.0.0.1:5173';
const [width = 1440, height = 900] = values.size.split('x').map(Number);

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell' });
const context = await browser.newContext({
  baseURL: base,
  viewport: { width, height },
  deviceScaleFactor: Number(values.scale),
  colorScheme: values.theme === 'dark' ? 'dark' : 'light',
  locale: values.lang,
  timezoneId: 'Asia/Shanghai',
  hasTouch: values.touch,
  isMobile: values.touch,
});
if (values.as !== 'nobody') {
  const answer = await context.request.post('/v1/session', {
    data: { email: `${values.as}@orient-pumps.example`, password: 'demo-calls-overseas' },
  });
  if (!answer.ok()) throw new Error(`sign-in: ${answer.status()}`);
  const me = await context.request.get('/v1/me');
  await context.request.patch('/v1/me', { data: { locale: values.lang }, headers: { 'If-Match': me.headers().etag } });
}
await context.addInitScript((chosen) => localStorage.setItem('meridian.preferences', JSON.stringify(chosen)), {
  theme: values.theme,
  language: values.lang,
  zone: 'Asia/Shanghai',
  density: 'compact',
});
const page = await context.newPage();
page.on(
  'console',
  (message) => ['error', 'warning'].includes(message.type()) && console.log(message.type(), message.text()),
);
page.on('pageerror', (error) => console.log('pageerror', error.message));
await page.goto(path, { waitUntil: 'load' });
await page.waitForTimeout(Number(values.wait));
for (const selector of values.click ?? []) await page.click(selector);
for (const key of values.keys?.split(' ') ?? []) await page.keyboard.press(key);
if (values.keys || values.click) await page.waitForTimeout(500);
await page.screenshot({ path: file });
await browser.close();

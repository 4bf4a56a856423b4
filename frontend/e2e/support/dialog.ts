import type { Locator, Page } from '@playwright/test';

/** The window that is open over the page. A list that was just closed is a dialog too while it fades: it has a trigger. */
export const dialogOf = (page: Page): Locator => page.locator('[role="dialog"]:not([data-trigger])');

import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider, createRouter } from '@tanstack/react-router';
import { I18nProvider as AriaLocale } from 'react-aria-components/I18nProvider';
import { usePreferences } from '@/shared/preferences';
import { Failed, NotFound } from './pages';
import { queryClient } from './query-client';
import { routeTree } from './route-tree.gen';

export const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 300,
  scrollRestoration: true,
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: ({ error, reset }) => <Failed error={error} onRetry={reset} />,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

/** English dates are written day first, as the product's are. */
const ARIA_LOCALES = { 'zh-CN': 'zh-CN', en: 'en-GB' };

export function App() {
  const { language } = usePreferences();
  return (
    <I18nProvider i18n={i18n}>
      <AriaLocale locale={ARIA_LOCALES[language]}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </AriaLocale>
    </I18nProvider>
  );
}

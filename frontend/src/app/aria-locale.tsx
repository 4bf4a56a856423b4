import type { PropsWithChildren } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { usePreferences } from '@/shared/preferences';

/** English dates are written day first, as the product's are. */
const LOCALES = { 'zh-CN': 'zh-CN', en: 'en-GB' };

/** What React Aria's dates, numbers and words are written in. It comes with the first screen, not with the shell. */
export function AriaLocale({ children }: PropsWithChildren) {
  const { language } = usePreferences();
  return <I18nProvider locale={LOCALES[language]}>{children}</I18nProvider>;
}

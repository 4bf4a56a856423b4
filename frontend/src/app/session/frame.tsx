import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Languages, SunMoon } from 'lucide-react';
import type { ReactNode } from 'react';
import { api, unwrap } from '@/api';
import type { Language } from '@/shared/i18n';
import { type Theme, prefer, usePreferences } from '@/shared/preferences';
import { Button } from '@/shared/ui/actions/button';
import { Menu } from '@/shared/ui/actions/menu';
import { Logo } from '../shell/logo';
import { Globe } from './globe';

interface Props {
  title: ReactNode;
  lead: ReactNode;
  children: ReactNode;
}

/** What stands before the product: a form left, the earth's day side right. */
export function Frame({ title, lead, children }: Props) {
  return (
    <div className="flex h-full bg-canvas">
      <main className="flex w-full flex-col overflow-auto border-line bg-surface px-6 py-9 laptop:w-140 laptop:border-r laptop:px-22">
        <div className="flex items-center gap-2.5 text-lg font-strong">
          <Logo size={26} />
          Meridian
        </div>
        <div className="m-auto w-full max-w-96 py-10">
          <h1 className="text-[24px]/8 font-strong">{title}</h1>
          <p className="mt-1 mb-5 text-md text-ink-2">{lead}</p>
          {children}
        </div>
        <Foot />
      </main>
      <div className="hidden flex-1 items-center justify-center laptop:flex">
        <Globe />
      </div>
    </div>
  );
}

const LANGUAGES: Record<Language, string> = { 'zh-CN': '简体中文', en: 'English' };

function Foot() {
  const { t } = useLingui();
  const { language, theme } = usePreferences();
  const themes: Record<Theme, string> = { system: t`As the system`, light: t`Light`, dark: t`Dark` };
  return (
    <footer className="-ml-2.5 flex items-center gap-1 text-xs">
      <Menu
        label={t`Language`}
        checked={[language]}
        trigger={
          <Button variant="ghost" size="sm" icon={Languages}>
            {LANGUAGES[language]}
          </Button>
        }
        groups={[
          {
            entries: (Object.keys(LANGUAGES) as Language[]).map((id) => ({
              id,
              name: LANGUAGES[id],
              run: () => void prefer({ language: id }),
            })),
          },
        ]}
      />
      <Menu
        label={t`Appearance`}
        checked={[theme]}
        trigger={
          <Button variant="ghost" size="sm" icon={SunMoon}>
            {themes[theme]}
          </Button>
        }
        groups={[
          {
            entries: (Object.keys(themes) as Theme[]).map((id) => ({
              id,
              name: themes[id],
              run: () => void prefer({ theme: id }),
            })),
          },
        ]}
      />
      <span className="ml-auto text-ink-3">
        <Health />
      </span>
    </footer>
  );
}

function Health() {
  const { isSuccess, isError } = useQuery({
    queryKey: ['readiness'],
    queryFn: ({ signal }) => unwrap(api.GET('/readyz', { signal })),
    retry: false,
    refetchInterval: 30_000,
  });
  if (isError) return <Trans>The service is not available</Trans>;
  return isSuccess ? <Trans>The service is running</Trans> : null;
}

import { Trans } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { type PropsWithChildren, Suspense, useEffect } from 'react';
import { keepLive } from '@/api/live';
import { listen } from '@/shared/hotkeys';
import { later } from '../later';
import { Overlays } from '../overlays';
import { sessionEnded } from '../session/session';
import { Banners } from './banners';
import { useShellKeys } from './shell-keys';
import { Sidebar } from './sidebar';
import { useRail } from './use-rail';
import { useWidth } from '@/shared/ui/use-width';

const AriaLocale = later<PropsWithChildren>(() => import('../aria-locale').then((module) => module.AriaLocale));
const BottomBar = later(() => import('./bottom-bar').then((module) => module.BottomBar));

/** What every screen stands in: the way round at the left, the panel, what lies over it. */
export function Shell() {
  const client = useQueryClient();
  const { isRail, toggle } = useRail();
  const isPhone = useWidth('(max-width: 767px)');
  useShellKeys(toggle);
  useEffect(() => listen(), []);
  useEffect(() => keepLive(client, sessionEnded), [client]);
  return (
    <div className="flex h-full flex-col tablet:flex-row print:block">
      <a
        href="#content"
        className="absolute -top-20 left-2 z-50 rounded-control bg-accent px-3 py-1 text-on-accent focus:top-2"
      >
        <Trans>To the content</Trans>
      </a>
      <Sidebar isRail={isRail} onToggle={toggle} />
      <main
        id="content"
        className="relative flex min-h-0 min-w-0 flex-1 flex-col overflow-hidden bg-surface tablet:my-1.5 tablet:mr-1.5 tablet:rounded-panel tablet:border tablet:border-line"
      >
        <Suspense fallback={null}>
          <AriaLocale>
            <Outlet />
          </AriaLocale>
        </Suspense>
        <Banners />
      </main>
      {isPhone && (
        <Suspense fallback={<div className="h-14 flex-none" />}>
          <BottomBar />
        </Suspense>
      )}
      <Suspense fallback={null}>
        <AriaLocale>
          <Overlays />
        </AriaLocale>
      </Suspense>
    </div>
  );
}

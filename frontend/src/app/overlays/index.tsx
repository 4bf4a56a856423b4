import { useLingui } from '@lingui/react/macro';
import { CatchBoundary } from '@tanstack/react-router';
import { Suspense, lazy, useSyncExternalStore } from 'react';
import { words } from '@/shared/i18n';
import { toast } from '@/shared/ui/toast';
import { useSessionState } from '../session/session';
import { showOverlay, useOverlay } from './overlays';

/* Each of these is fetched when it is first wanted: none of them weighs on the first visit. */
const loadPalette = () => import('../palette/palette');
const Palette = lazy(() => loadPalette().then((module) => ({ default: module.Palette })));
const KeySheet = lazy(() => import('./key-sheet').then((module) => ({ default: module.KeySheet })));
const Alerts = lazy(async () => {
  const [module] = await Promise.all([import('@/features/alerts'), words('alerts')]);
  return { default: module.AlertsDrawer };
});
const Preferences = lazy(() =>
  import('./preferences-dialog').then((module) => ({ default: module.PreferencesDialog })),
);
const More = lazy(() => import('./more-drawer').then((module) => ({ default: module.MoreDrawer })));
const SignInAgain = lazy(() => import('../session/sign-in-again').then((module) => ({ default: module.SignInAgain })));
const ToastRegion = lazy(() => import('@/shared/ui/toast-region').then((module) => ({ default: module.ToastRegion })));

const close = () => showOverlay(null);

/** Fetches the palette once the first screen stands, so that it is there at the first key. */
export function fetchOverlaysWhenIdle(): void {
  setTimeout(() => void loadPalette(), 2000);
}

/** Whatever lies over the page. What fails here leaves the page standing. */
export function Overlays() {
  const open = useOverlay();
  const session = useSessionState();
  const hasToasts = useSyncExternalStore(toast.subscribe, () => toast.read().length > 0);
  const { t } = useLingui();
  return (
    <>
      <CatchBoundary
        getResetKey={() => open ?? ''}
        errorComponent={() => null}
        onCatch={() => void toast.failed(t`This could not be opened.`)}
      >
        <Suspense fallback={null}>
          {open === 'palette' && <Palette onClose={close} />}
          {open === 'keys' && <KeySheet onClose={close} />}
          {open === 'alerts' && <Alerts onClose={close} />}
          {open === 'preferences' && <Preferences onClose={close} />}
          {open === 'more' && <More onClose={close} />}
        </Suspense>
      </CatchBoundary>
      <Suspense fallback={null}>
        {session === 'ended' && <SignInAgain />}
        {hasToasts && <ToastRegion />}
      </Suspense>
    </>
  );
}

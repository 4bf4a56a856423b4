import { useLingui } from '@lingui/react/macro';
import { CatchBoundary } from '@tanstack/react-router';
import { Suspense, useSyncExternalStore } from 'react';
import { words } from '@/shared/i18n';
import { toast } from '@/shared/ui/feedback/toast';
import { later } from '../later';
import { useSessionState } from '../session/session';
import { showOverlay, useOverlay } from './overlays';

interface Closable {
  onClose: () => void;
}

/* Each of these is fetched when it is first wanted, or once the first screen stands: none weighs on the first visit. */
const Palette = later<Closable>(() => import('../palette/palette').then((module) => module.Palette), true);
const KeySheet = later<Closable>(() => import('./key-sheet').then((module) => module.KeySheet));
const Alerts = later<Closable>(async () => {
  const [module] = await Promise.all([import('@/features/alerts'), words('alerts')]);
  return module.AlertsDrawer;
});
const Preferences = later<Closable>(() => import('./preferences-dialog').then((module) => module.PreferencesDialog));
const More = later<Closable>(() => import('./more-drawer').then((module) => module.MoreDrawer));
const SignInAgain = later(() => import('../session/sign-in-again').then((module) => module.SignInAgain), true);
const ToastRegion = later(() => import('@/shared/ui/feedback/toast-region').then((module) => module.ToastRegion), true);

const close = () => showOverlay(null);

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

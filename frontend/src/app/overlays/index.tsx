import { Suspense, lazy, useSyncExternalStore } from 'react';
import { words } from '@/shared/i18n';
import { toast } from '@/shared/ui/toast';
import { useSessionState } from '../session/session';
import { showOverlay, useOverlay } from './overlays';

/* Each of these is fetched when it is first wanted: none of them weighs on the first visit. */
const Palette = lazy(() => import('../palette/palette').then((module) => ({ default: module.Palette })));
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

const OVERLAYS = { palette: Palette, keys: KeySheet, alerts: Alerts, preferences: Preferences, more: More };

/** Whatever lies over the page. */
export function Overlays() {
  const open = useOverlay();
  const session = useSessionState();
  const hasToasts = useSyncExternalStore(toast.subscribe, () => toast.read().length > 0);
  const Open = open && OVERLAYS[open];
  return (
    <Suspense fallback={null}>
      {Open && <Open onClose={() => showOverlay(null)} />}
      {session === 'ended' && <SignInAgain />}
      {hasToasts && <ToastRegion />}
    </Suspense>
  );
}

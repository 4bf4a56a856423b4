import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';

export const AskDialog = lazyDialog(() => import('./ask-dialog').then((module) => module.AskDialog));
export const MoveDialog = lazyDialog(() => import('./move-dialog').then((module) => module.MoveDialog));
export { HandoffLine } from './handoff-line';
export { type HandoffMove, handoffQuery, handoffsOfQuery } from './queries';

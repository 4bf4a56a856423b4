import { lazy } from 'react';

export { BoardPage } from './board/board-page';
// Each of the other screens comes by itself, not with the board.
export const FunnelPage = lazy(() => import('./funnel/funnel-page').then((module) => ({ default: module.FunnelPage })));
export const ListPage = lazy(() => import('./list/list-page').then((module) => ({ default: module.ListPage })));
export const OpportunityPage = lazy(() =>
  import('./detail/opportunity-page').then((module) => ({ default: module.OpportunityPage })),
);

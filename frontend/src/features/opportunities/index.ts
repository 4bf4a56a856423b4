export { BoardPage } from './board/board-page';
export { OpportunityPage } from './detail/opportunity-page';
export { filtersOf } from './filters';
export { FunnelPage } from './funnel/funnel-page';
export { ListPage } from './list/list-page';
export { listChoiceOf, spanOf } from './queries';

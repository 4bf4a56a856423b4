export { BoardPage } from './board/board-page';
export { OpportunityPage } from './detail/opportunity-page';
export { FunnelPage } from './funnel/funnel-page';
export { ListPage } from './list/list-page';

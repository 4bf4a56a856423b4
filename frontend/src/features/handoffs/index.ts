export { HandoffsPage } from './handoffs-page';
export type { HandoffView } from './queries';

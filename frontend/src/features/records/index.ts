export { RecordsPage } from './records-page';
export type { RecordsChoice } from './queries';

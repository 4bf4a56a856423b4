export { RecordsPage } from './records-page';
export type { RecordsChoice } from './queries';
export { ReportedPage } from './reported-page';
export { REPORTED, type ReportedChoice } from './reported';

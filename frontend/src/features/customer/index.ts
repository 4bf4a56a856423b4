export { CustomerPage } from './customer-page';
export type { RecordSearch } from './record-tabs';

export { CustomerPage } from './customer-page';
export { readRecordSearch, type RecordSearch } from './record-tabs';

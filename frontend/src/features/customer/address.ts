export { type RecordSearch, readRecordSearch } from './record-tabs';

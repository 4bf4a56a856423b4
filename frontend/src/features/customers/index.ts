export { CustomersPage } from './customers-page';
export { type ListSearch, readSearch } from './state';

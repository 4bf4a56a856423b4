export { CustomersPage } from './customers-page';
export type { ListSearch } from './state';

export { CustomersPage } from './customers-page';
export type { ListSearch } from './state';
export { ContactsPage } from './contacts/contacts-page';

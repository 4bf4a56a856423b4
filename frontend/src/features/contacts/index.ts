export { ContactsPage } from './contacts-page';
export type { ContactsChoice } from './queries';

export { LogContactDialog, type LoggedCustomer } from './log-contact';

export { InboxPage, type InboxTab } from './inbox-page';

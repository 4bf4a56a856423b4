export { noteRecent, recent, type Recent } from './recent';

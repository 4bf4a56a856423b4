export { DayPage } from './homes/day-page';
export { ListPage } from './lists/list-page';

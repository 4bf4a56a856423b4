export { PeoplePage, type PeopleTab } from './people-page';

export { RostersPage } from './rosters-page';

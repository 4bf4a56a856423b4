export { TargetsPage, type TargetsSearch } from './targets-page';

export { DialPlansPage } from './dial-plans-page';

export { PoliciesPage } from './policies-page';

export { PoliciesPage } from './policies-page';
export { ProposedChanges } from './proposals/proposed-changes';

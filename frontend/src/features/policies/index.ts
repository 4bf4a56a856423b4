export { PoliciesPage } from './policies-page';
export { ProposedChanges } from './proposed-changes';

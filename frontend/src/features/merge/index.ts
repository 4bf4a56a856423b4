export { MergePage, type MergeTab } from './merge-page';

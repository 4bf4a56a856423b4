export { DutiesPage } from './duties-page';
export { PreviewPage } from './preview-page';

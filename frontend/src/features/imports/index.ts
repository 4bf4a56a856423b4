import { lazy } from 'react';

export type { ImportSearch } from './import-page';
export { ImportsPage } from './imports-page';
// The wizard comes by itself, not with the list.
export const ImportPage = lazy(() => import('./import-page').then((module) => ({ default: module.ImportPage })));

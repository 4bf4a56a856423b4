import { lazy } from 'react';

export const LeadsPage = lazy(() => import('./leads-page').then((module) => ({ default: module.LeadsPage })));

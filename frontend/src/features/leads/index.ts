import { lazy } from 'react';

export const LeadsPage = lazy(() => import('./leads-page').then((module) => ({ default: module.LeadsPage })));
export const TogetherPage = lazy(() => import('./together-page').then((module) => ({ default: module.TogetherPage })));

import { lazy } from 'react';

export const GradingPage = lazy(() => import('./grading-page').then((module) => ({ default: module.GradingPage })));

import { lazy } from 'react';

export { WeekPage } from './week/week-page';
// Each of the other screens comes by itself, not with the week.
export const PlanList = lazy(() => import('./list/plan-list').then((module) => ({ default: module.PlanList })));
export const PlanPage = lazy(() => import('./detail/plan-page').then((module) => ({ default: module.PlanPage })));
export const RevisitPage = lazy(() =>
  import('./revisit/revisit-page').then((module) => ({ default: module.RevisitPage })),
);

import { lazy } from 'react';

export { ComplaintDesk } from './desk/desk';
export { NoComplaintOpen } from './desk/desk-rest';
export { ComplaintPage } from './detail/complaint-page';
// Each of the other screens comes by itself, not with the desk.
export const AnalysisPage = lazy(() =>
  import('./analysis/analysis-page').then((module) => ({ default: module.AnalysisPage })),
);
export const PreventivePage = lazy(() =>
  import('./preventive/preventive-page').then((module) => ({ default: module.PreventivePage })),
);
export const RegisterPage = lazy(() =>
  import('./register/register-page').then((module) => ({ default: module.RegisterPage })),
);

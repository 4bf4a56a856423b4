export { AnalysisPage } from './analysis/analysis-page';
export { cutOf } from './analysis/queries';
export { ComplaintDesk } from './desk/desk';
export { NoComplaintOpen } from './desk/desk-rest';
export { ComplaintPage } from './detail/complaint-page';
export { PreventivePage, shownOf } from './preventive/preventive-page';
export { deskChoiceOf } from './queries';
export { RegisterPage } from './register/register-page';

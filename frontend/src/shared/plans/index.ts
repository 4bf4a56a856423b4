export { AmendmentTable } from './amendment-table';
export { LoadChart, LoadLegend } from './load-chart';
export { MethodIcon } from './method-icon';
export { amendmentsQuery, itemsQuery, loadQuery, planQuery, plansKey } from './queries';

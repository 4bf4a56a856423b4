export { filtersOf, listChoiceOf, spanOf } from './filters';

export type { TableColumn } from './columns';
export { DataTable, type DataTableProps, type Sort, type TableLayout } from './data-table';
export { EVERYTHING, NOTHING, isSelected, select, selectedCount, type Selection } from './selection';
export { SelectionBar, StatusStrip, type SelectionAction, type SelectionBarProps } from './selection-bar';

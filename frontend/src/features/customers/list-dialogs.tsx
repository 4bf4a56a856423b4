import type { CustomersSearch, SavedView, Sharing, User } from '@/api';
import type { Selection } from '@/shared/ui/table';
import { EditDialog } from './bulk/edit-dialog';
import { ExportDialog } from './bulk/export-dialog';
import { PlanDialog } from './bulk/plan-dialog';
import { TransferDialog } from './bulk/transfer-dialog';
import { SaveView } from './views/save-view';

/** What is open over the list; `view` null is a new one. */
export type OpenDialog = { kind: 'transfer' | 'edit' | 'plan' | 'export' } | { kind: 'save'; view: SavedView | null };

interface Props {
  open: OpenDialog;
  selection: Selection;
  body: CustomersSearch;
  chosen: number | null;
  columns: readonly string[];
  users: ReadonlyMap<string, User> | undefined;
  onClose: () => void;
  /** Done: the selection has served. */
  onDone: () => void;
  onSaveView: (view: SavedView | null, named: { name: string; sharing: Sharing }) => Promise<unknown>;
}

/** The dialogs of the list; their code comes when one is asked for. */
export function ListDialogs({ open, columns, users, onSaveView, ...props }: Props) {
  const { onClose, onDone, selection, body, chosen } = props;
  switch (open.kind) {
    case 'transfer':
      return <TransferDialog {...props} users={users} />;
    case 'edit':
      return <EditDialog {...props} />;
    case 'plan':
      return <PlanDialog {...props} />;
    case 'export':
      return <ExportDialog selection={selection} body={body} chosen={chosen} columns={columns} onClose={onDone} />;
    case 'save':
      return <SaveView view={open.view} onClose={onClose} onSave={(named) => onSaveView(open.view, named)} />;
  }
}

import { useLingui } from '@lingui/react/macro';
import { type Hotkey, useHotkeys } from '@/shared/hotkeys';
import { type Selection, EVERYTHING, isSelected, select } from './selection';

interface TableKeys<Row> {
  rows: readonly Row[];
  idOf: (row: Row) => string;
  current: number;
  move: (index: number) => void;
  selection: Selection | undefined;
  onSelect: ((selection: Selection) => void) | undefined;
  onOpen: ((row: Row) => void) | undefined;
  onPeek: ((row: Row) => void) | undefined;
  onEdit: (() => void) | undefined;
  copy: (row: Row) => void;
  isEditing: boolean;
}

/** The keys of a list: they act wherever the focus is, but in text fields. */
export function useTableKeys<Row>(table: TableKeys<Row>): void {
  const { t } = useLingui();
  const { rows, current, move, selection, onSelect, isEditing } = table;
  const row = rows[current];
  const id = row === undefined ? undefined : table.idOf(row);
  const hotkey = (keys: string, name: string, run: () => void, isOn = true): Hotkey => ({
    keys,
    name,
    group: 'list',
    run,
    isOn: isOn && !isEditing,
  });
  const extend = (step: number) => {
    if (!selection || !onSelect) return;
    const next = rows[current + step];
    const ids = [row, next].flatMap((each) => (each === undefined ? [] : [table.idOf(each)]));
    onSelect(select(selection, ids, true));
    move(current + step);
  };

  useHotkeys([
    hotkey('j, arrowdown', t`Next row`, () => move(current + 1)),
    hotkey('k, arrowup', t`Previous row`, () => move(current - 1)),
    hotkey(
      'enter',
      t`Open the row`,
      () => row !== undefined && table.onOpen?.(row),
      row !== undefined && table.onOpen !== undefined,
    ),
    hotkey(
      'space',
      t`Peek at the row`,
      () => row !== undefined && table.onPeek?.(row),
      row !== undefined && table.onPeek !== undefined,
    ),
    hotkey(
      'x',
      t`Select the row`,
      () => id !== undefined && selection && onSelect?.(select(selection, [id], !isSelected(selection, id))),
      onSelect !== undefined,
    ),
    hotkey('shift+j', t`Extend the selection down`, () => extend(1), onSelect !== undefined),
    hotkey('shift+k', t`Extend the selection up`, () => extend(-1), onSelect !== undefined),
    hotkey(
      'mod+a',
      t`Select all that the conditions let through`,
      () => onSelect?.(EVERYTHING),
      onSelect !== undefined,
    ),
    hotkey('e', t`Edit the cell`, () => table.onEdit?.(), table.onEdit !== undefined),
    hotkey('mod+shift+c', t`Copy the row`, () => row !== undefined && table.copy(row), row !== undefined),
  ]);
}

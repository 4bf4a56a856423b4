import { useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';
import { type Cells, shownColumns, tableColumns } from './columns';

/** The columns shown and what their cells say. They stay the same objects until that changes: rows need not draw again. */
export function useColumns(chosen: readonly string[], widths: Readonly<Record<string, number>>, cells: Cells) {
  const { i18n } = useLingui();
  const { now, users, markets, base, isAllOverdue, callTimeOf, save } = cells;
  const key = [chosen.join(), i18n.locale].join('/');
  // `key` stands for the names of the columns; what `save` does is the same as long as it is there.
  // oxlint-disable-next-line react/exhaustive-deps
  const shown = useMemo(() => shownColumns(chosen), [key]);
  const isEditable = save !== null;
  const columns = useMemo(
    () => tableColumns(shown, cells),
    // oxlint-disable-next-line react/exhaustive-deps
    [shown, now, users, markets, base, isAllOverdue, callTimeOf, isEditable],
  );
  const widthsKey = JSON.stringify(widths);
  // oxlint-disable-next-line react/exhaustive-deps
  const layout = useMemo(() => ({ order: shown, widths: { ...widths } }), [shown, widthsKey]);
  return { shown, columns, layout };
}

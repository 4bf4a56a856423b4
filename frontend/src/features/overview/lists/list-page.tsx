import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { SearchX } from 'lucide-react';
import { useNames } from '@/shared/directory';
import { counted } from '@/shared/format';
import { columnName } from '@/shared/labels/history';
import { valueName } from '@/shared/labels/values';
import { type ListKind, parametersOf, queryOf, rowsQuery } from '@/shared/lists';
import { usePreferences } from '@/shared/preferences';
import { dateIn, dateText, timeIn, useMinute } from '@/shared/time';
import { FilterChip } from '@/shared/ui/actions/chip';
import { PanelHeader, Strip } from '@/shared/ui/layout/panel';
import { EndlessRows } from '@/shared/ui/lists/endless';
import { Empty } from '@/shared/ui/feedback/states';
import { LineRow } from './line-row';
import { lineOf } from './lines';
import { useListName } from './names';

interface Props {
  kind: ListKind;
  /** The query string of what a figure counted. */
  of: string;
  onOf: (of: string) => void;
}

const IDENTITY = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT/;
const DAY = /^\d{4}-\d\d-\d\d$/;
/** What the codes of a list's records belong to. */
const ENTITIES: Partial<Record<ListKind, string>> = {
  customers: 'customer',
  planned: 'planned_contact',
  plans: 'contact_plan',
  handoffs: 'handoff',
  complaints: 'complaint',
  opportunities: 'opportunity',
  preventive: 'preventive_action',
  milestones: 'milestone',
  imports: 'import',
  exports: 'export',
  notes: 'note',
  people: 'app_user',
};

/** The records that a figure counted, with what they are narrowed to. */
export function ListPage({ kind, of, onOf }: Props) {
  const { t } = useLingui();
  const name = useListName()(kind);
  const nameOf = useNames();
  const now = useMinute();
  const { zone } = usePreferences();
  const list = useInfiniteQuery(rowsQuery(kind, of));
  const parameters = parametersOf(of);
  const words = (field: string, value: string) => {
    if (value === 'true' || value === 'false') return value === 'true' ? t`yes` : t`no`;
    if (IDENTITY.test(value)) return nameOf(value, t`one record`);
    if (INSTANT.test(value)) return `${dateIn(value, zone, now)} ${timeIn(value, zone)}`;
    if (DAY.test(value)) return dateText(value, now, zone);
    return valueName(field, value, ENTITIES[kind]) ?? value;
  };
  const operators: Record<string, string> = {
    gte: t({ context: 'bound', message: 'from' }),
    lte: t({ context: 'bound', message: 'up to' }),
    lt: t({ context: 'operator', message: 'before' }),
    ne: t({ context: 'operator', message: 'is not' }),
  };
  return (
    <>
      <PanelHeader title={name} note={list.data?.total != null && counted(list.data.total, list.data.isEstimate)} />
      {Object.keys(parameters).length > 0 && (
        <Strip className="overflow-x-auto">
          {Object.entries(parameters).map(([parameter, values]) => {
            const [field = '', operator] = parameter.split('.');
            const { [parameter]: _, ...rest } = parameters;
            return (
              <FilterChip
                key={parameter}
                field={columnName(field)}
                operator={(operator && operators[operator]) ?? t({ context: 'operator', message: 'is' })}
                value={values.map((value) => words(field, value)).join(', ')}
                onRemove={() => onOf(queryOf(rest))}
              />
            );
          })}
        </Strip>
      )}
      <EndlessRows
        label={name}
        list={list}
        failed={<Trans>The list was not loaded</Trans>}
        empty={
          <Empty className="py-16" icon={SearchX} title={<Trans>Nothing here</Trans>}>
            <Trans>Take a condition away above to see more.</Trans>
          </Empty>
        }
      >
        {(row) => {
          const line = lineOf(kind, row);
          return <LineRow key={line.id} line={line} />;
        }}
      </EndlessRows>
    </>
  );
}

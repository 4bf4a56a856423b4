import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { type Export, api, once, unwrap } from '@/api';
import { useNames } from '@/shared/directory';
import { count, joined } from '@/shared/format';
import { label } from '@/shared/labels';
import { exportStateLabels } from '@/shared/labels/data';
import { exportFormatLabels } from '@/shared/labels/views';
import { Avatar } from '@/shared/ui/values/avatar';
import { Badge } from '@/shared/ui/values/badge';
import { MyTime } from '@/shared/ui/values/figures';
import { Note } from '@/shared/ui/feedback/note';
import { Facts } from '@/shared/ui/layout/panel';
import { Decision, DecisionHead, Part, Said } from '../decision';
import { exportColumnsQuery, exportQuery } from '../queries';
import { FilterWords } from './filter-words';
import { Loaded } from './loaded';
import { type PanelProps, moving } from './panel';

/** An export above somebody's allowance: how many rows, of whom, which columns and what for (CR-10). */
export function ExportPanel({ alert, onDecided }: PanelProps) {
  const query = useQuery(exportQuery(alert.subject_id));
  return <Loaded query={query}>{(data) => <Asked order={data} onDecided={onDecided} />}</Loaded>;
}

function Asked({ order, onDecided }: { order: Export; onDecided: () => void }) {
  const people = useNames();
  const by = people(order.requested_by) || order.requested_by_name;
  const { t } = useLingui();
  const known = useQuery(exportColumnsQuery).data ?? [];
  const nameOf = (key: string) => known.find((column) => column.key === key)?.label ?? key;
  const move = (which: 'approve' | 'deny') => (note: string) =>
    once(`export:${order.id}:${which}`, note, (key) => {
      const params = { path: { export_id: order.id }, header: moving(order.version, key) };
      return which === 'approve'
        ? unwrap(api.POST('/v1/exports/{export_id}/moves/approve', { body: { reason: note || null }, params }))
        : unwrap(api.POST('/v1/exports/{export_id}/moves/deny', { body: { reason: note }, params }));
    });
  return (
    <Decision
      id={order.id}
      onDecided={onDecided}
      head={
        <DecisionHead
          title={<Trans>Export of {count(order.row_count)} customers</Trans>}
          badges={
            <Badge tone={order.state === 'requested' ? 'warn' : 'mute'}>{label(exportStateLabels, order.state)}</Badge>
          }
        >
          <span className="flex items-center gap-1.5">
            <Avatar name={by} />
            <Trans>
              {by} asked for it <MyTime at={order.created_at} />
            </Trans>
          </span>
          <span>{label(exportFormatLabels, order.format)}</span>
        </DecisionHead>
      }
      approve={
        order.allowed_moves.includes('approve')
          ? { name: t`Approve the export`, done: t`The export is approved`, send: move('approve') }
          : null
      }
      refuse={
        order.allowed_moves.includes('deny')
          ? { name: t`Deny`, done: t`The export is denied`, needsNote: true, send: move('deny') }
          : null
      }
    >
      <Said>{order.purpose}</Said>
      <Part title={<Trans>What leaves the company</Trans>}>
        <Facts
          width={110}
          facts={[
            { name: <Trans context="approval">Rows</Trans>, value: <b>{count(order.row_count)}</b> },
            { name: <Trans>Customers</Trans>, value: <FilterWords filter={order.filter} /> },
            {
              name: <Plural value={order.columns.length} one="# column" other="# columns" />,
              value: joined(order.columns.map(nameOf)),
            },
            {
              name: <Trans>Left empty</Trans>,
              value:
                order.masked_columns.length === 0 ? (
                  <Trans>nothing: all these columns are open to who asked</Trans>
                ) : (
                  joined(order.masked_columns.map(nameOf))
                ),
            },
          ]}
        />
      </Part>
      {['phones', 'emails'].some((column) => order.columns.includes(column)) && (
        <Note tone="warn" icon={TriangleAlert}>
          <Trans>It holds phone numbers or mail addresses: with it customers can be reached from outside.</Trans>
        </Note>
      )}
    </Decision>
  );
}

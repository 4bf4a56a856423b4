import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { AmendedItem, Amendment, Method, PlannedContact } from '@/api/types';
import { useNames } from '@/shared/directory';
import { joined } from '@/shared/format';
import { Badge } from '@/shared/ui/values/badge';
import { Checkbox } from '@/shared/ui/forms/choice';
import { DifferenceTable } from '@/shared/ui/signature/difference-table';
import { Day, LocalTime } from '@/shared/ui/values/figures';
import { RecordLink } from '@/shared/ui/actions/record-link';
import { MethodIcon } from './method-icon';

type Values = Readonly<Record<string, unknown>>;

const textOf = (values: Values, name: string) => {
  const value = values[name];
  return typeof value === 'string' ? value : null;
};

function timeOf(values: Values, zone: string): ReactNode {
  const at = textOf(values, 'due_at');
  if (at !== null) return <LocalTime at={at} zone={zone} date />;
  const on = textOf(values, 'due_on');
  return on === null ? undefined : <Day date={on} weekday />;
}

function methodOf(values: Values): ReactNode {
  const method = textOf(values, 'method');
  return method === null ? undefined : <MethodIcon method={method as Method} />;
}

interface Props {
  amendment: Amendment;
  /** The plan's contacts: what an amendment leaves as it is, and whom it is about. */
  items: readonly PlannedContact[];
  footer?: ReactNode;
  /** Decides item by item: which changes are to be returned, and what turns one. */
  decision?: { returned: ReadonlySet<string>; onTurn: (itemId: string) => void } | undefined;
}

/** What an amendment changes, and only that: how, when and by whom, with why each change needs an approval. */
export function AmendmentTable({ amendment, items, footer, decision }: Props) {
  const { t } = useLingui();
  const nameOf = useNames();
  const reasons: Record<string, string> = {
    method: t`another method`,
    date: t`moved far`,
    customer_added: t`another customer`,
    customer_removed: t`a customer less`,
  };
  const cell = (change: AmendedItem, read: (values: Values) => ReactNode, now: ReactNode) => {
    const before = read(change.before);
    const after = read(change.after);
    if (change.change === 'add') return { after: after ?? now };
    if (change.change === 'remove') return { before: before ?? now };
    // Fields that an amendment leaves alone stand in neither of its halves.
    return after === undefined ? { before: now, after: now } : { before: before ?? now, after };
  };
  const rows = amendment.changes.map((change) => {
    const item = items.find((each) => each.id === change.item_id);
    const zone = item?.zone ?? textOf(change.after, 'zone') ?? 'UTC';
    const who = (values: Values) => nameOf(textOf(values, 'assignee_id')) || undefined;
    const customer = item?.customer_name;
    return {
      id: change.item_id,
      kind: change.change,
      name:
        customer === undefined ? (
          <Trans>A customer you do not see</Trans>
        ) : (
          <RecordLink kind="customer" id={item?.customer_id ?? ''} className="text-ink no-underline hover:underline">
            {customer}
          </RecordLink>
        ),
      cells: [
        cell(change, methodOf, item && <MethodIcon method={item.method} />),
        cell(change, (values) => timeOf(values, zone), item && timeOf(item, zone)),
        cell(change, who, nameOf(item?.assignee_id, item?.assignee_name)),
      ],
      reason:
        change.material.length > 0 ? (
          <span className="flex items-center gap-2">
            {decision && (
              <Checkbox
                isSelected={!decision.returned.has(change.item_id)}
                onChange={() => decision.onTurn(change.item_id)}
                aria-label={t`Approve the change of ${customer ?? ''}`}
              />
            )}
            {joined(change.material.map((each) => reasons[each] ?? each))}
            {change.returned && (
              <Badge tone="warn">
                <Trans context="plan">Returned</Trans>
              </Badge>
            )}
          </span>
        ) : (
          <span className="text-ink-3">
            <Trans>no approval needed</Trans>
          </span>
        ),
    };
  });
  return (
    <DifferenceTable
      label={t`Changes`}
      nameHead={t({ context: 'plan', message: 'Customer' })}
      columns={[
        t({ context: 'plan', message: 'How' }),
        t`When, at the customer`,
        t({ context: 'plan', message: 'Who' }),
      ]}
      reasonHead={t`Why it needs approval`}
      rows={rows}
      footer={footer}
    />
  );
}

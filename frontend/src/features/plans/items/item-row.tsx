import { Trans, useLingui } from '@lingui/react/macro';
import { useRouter } from '@tanstack/react-router';
import { CalendarArrowDown, CalendarClock, Ellipsis, NotebookPen, Pencil, Phone, UserRoundCog, X } from 'lucide-react';
import type { PlannedContact } from '@/api';
import { useNames } from '@/shared/directory';
import { langOf } from '@/shared/format';
import { itemStateLabels, label } from '@/shared/labels';
import { MethodIcon } from '@/shared/plans';
import { useMay } from '@/shared/permissions';
import { Badge } from '@/shared/ui/values/badge';
import { Day, LocalTime } from '@/shared/ui/values/figures';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { ChangeMark } from '@/shared/ui/values/marks';
import { Menu } from '@/shared/ui/actions/menu';
import { RecordLink } from '@/shared/ui/actions/record-link';
import { calendarPath } from '../queries';
import { ITEM_TONES } from '../words';
import type { ItemAct } from './item-dialogs';

interface Props {
  item: PlannedContact;
  /** What is gathered for an amendment of it; null: nothing. */
  change?: 'update' | 'remove' | null;
  onAct: (act: ItemAct) => void;
}

/** What may be done about a contact, and where that leads. */
export function useItemEntries(item: PlannedContact, onAct: (act: ItemAct) => void) {
  const { t } = useLingui();
  const router = useRouter();
  const writes = useMay('plan:write');
  const logs = useMay('record:write');
  const may = (move: string) => item.allowed_moves.includes(move);
  const isOpen = item.state === 'planned' || item.state === 'missed';
  const isDrafted = item.state === 'planned' && (item.plan_state === 'draft' || item.plan_state === 'returned');
  return [
    {
      entries: [
        ...(may('reschedule') || (isDrafted && writes)
          ? [{ id: 'reschedule', name: t`Move it`, icon: CalendarClock, keys: 'm', run: () => onAct('reschedule') }]
          : []),
        ...(may('reassign')
          ? [{ id: 'reassign', name: t`Give it to somebody else`, icon: UserRoundCog, run: () => onAct('reassign') }]
          : []),
        ...(item.state === 'planned' && writes && (may('reschedule') || isDrafted)
          ? [{ id: 'edit', name: t`Change how and what for`, icon: Pencil, run: () => onAct('edit') }]
          : []),
      ],
    },
    {
      entries: [
        ...(logs && isOpen && item.method === 'phone'
          ? [
              {
                id: 'dial',
                name: t`Open it to dial`,
                icon: Phone,
                run: () => void router.navigate({ href: `/dial?item=${item.id}` }),
              },
            ]
          : []),
        ...(logs && isOpen && item.occasion === 'revisit'
          ? [
              {
                id: 'revisit',
                name: t`Record the revisit`,
                icon: NotebookPen,
                run: () =>
                  void router.navigate({ href: `/plans/revisit?customer=${item.customer_id}&item=${item.id}` }),
              },
            ]
          : []),
        {
          id: 'calendar',
          name: t`Calendar file`,
          icon: CalendarArrowDown,
          run: () => window.location.assign(calendarPath(item.id)),
        },
      ],
    },
    {
      entries: may('cancel')
        ? [{ id: 'cancel', name: t`Give it up`, icon: X, isDanger: true, run: () => onAct('cancel') }]
        : [],
    },
  ];
}

/** One contact of a plan: whom, how, when there and here, by whom, what for and where it stands. */
export function ItemRow({ item, change = null, onAct }: Props) {
  const { t } = useLingui();
  const nameOf = useNames();
  const groups = useItemEntries(item, onAct);
  const cell = 'h-9 border-b border-line px-2.5 whitespace-nowrap';
  return (
    <tr className={change === 'remove' ? 'line-through' : undefined}>
      <th scope="row" className={`${cell} max-w-64 truncate text-left`}>
        <span className="flex min-w-0 items-center gap-2">
          {change && <ChangeMark kind={change} />}
          <RecordLink
            kind="customer"
            id={item.customer_id}
            className="min-w-0 truncate text-ink no-underline hover:underline"
          >
            {item.customer_name}
          </RecordLink>
        </span>
      </th>
      <td className={cell}>
        <MethodIcon method={item.method} />
      </td>
      <td className={cell}>
        {item.due_at === null ? (
          <Day date={item.due_on} weekday />
        ) : (
          <LocalTime at={item.due_at} zone={item.zone} date />
        )}
      </td>
      <td className={cell}>{nameOf(item.assignee_id, item.assignee_name)}</td>
      <td className={`${cell} w-full max-w-0 truncate`} title={item.aim} lang={langOf(item.aim)}>
        {item.aim}
      </td>
      <td className={cell}>
        <Badge tone={ITEM_TONES[item.state]}>{label(itemStateLabels, item.state)}</Badge>
        {item.needs_appointment && item.state === 'planned' && (
          <span className="ml-2 text-xs text-warn-ink">
            <Trans>no time agreed</Trans>
          </span>
        )}
      </td>
      <td className={`${cell} pr-1 text-right`}>
        <Menu
          label={t`What to do with ${item.customer_name}`}
          trigger={<IconButton icon={Ellipsis} size="sm" label={t`What to do with ${item.customer_name}`} />}
          groups={groups}
        />
      </td>
    </tr>
  );
}

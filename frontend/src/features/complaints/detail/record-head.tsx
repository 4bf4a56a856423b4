import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import {
  ChevronsUp,
  CircleUser,
  Ellipsis,
  type LucideIcon,
  PenLine,
  RotateCcw,
  Shuffle,
  Undo2,
  UserRoundCheck,
} from 'lucide-react';
import type { Complaint, Round } from '@/api';
import { useNames, useProductWords } from '@/shared/directory';
import { useCommands } from '@/shared/commands';
import { langOf } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { complaintStateLabels, label, priorityLabels } from '@/shared/labels';
import { useMay } from '@/shared/permissions';
import { cityOf } from '@/shared/time';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { LocalNow } from '@/shared/ui/values/figures';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { EscalationBadge } from '@/shared/ui/values/marks';
import { HistoryLink } from '@/shared/ui/actions/history-link';
import { Menu, type MenuEntry } from '@/shared/ui/actions/menu';
import { RecordLink } from '@/shared/ui/actions/record-link';
import { customerQuery } from '../queries';
import { useActWords } from './acts/act-words';
import { type Act, isInvestigated, nextAct } from './acts/next-step';

interface Props {
  complaint: Complaint;
  round: Round | undefined;
  onAct: (act: Act) => void;
}

/** What the complaint is about, whose it is, and the one thing to do next. */
export function RecordHead({ complaint, round, onAct }: Props) {
  const nameOf = useNames();
  const productWords = useProductWords();
  const { t } = useLingui();
  const words = useActWords();
  const customer = useQuery(customerQuery(complaint.customer_id));
  const writes = useMay('complaint:write') && complaint.archived_at === null;
  const next = nextAct(complaint, round);
  const can = (move: string) => complaint.allowed_moves.includes(move);
  const second = ([can('refuse') && 'refuse', can('reopen') && 'reopen'] as const).find((act) => act !== false);
  const extra: Act[] = isInvestigated(complaint)
    ? (['findings', 'proposal', 'compensation'] as const).filter((act) => act !== next)
    : [];
  useHotkeys([
    { keys: 'p', name: next ? words[next] : '', group: 'record', run: () => next && onAct(next), isOn: next !== null },
    { keys: 'e', name: words.edit, group: 'record', run: () => onAct('edit'), isOn: writes },
    { keys: 'l', name: words.record, group: 'record', run: () => onAct('record'), isOn: writes },
    { keys: 'u', name: words.escalate, group: 'record', run: () => onAct('escalate'), isOn: can('escalate') },
  ]);
  useCommands(
    next
      ? [{ id: `complaint-${next}`, name: words[next], icon: UserRoundCheck, keys: 'p', run: () => onAct(next) }]
      : [],
  );
  const entry = (act: Act, icon: LucideIcon, isDanger = false): MenuEntry => ({
    id: act,
    name: words[act],
    icon,
    isDanger,
    run: () => onAct(act),
  });
  const reason = complaint.reason ?? t`What about is not written down yet`;
  return (
    <header className="flex flex-wrap items-start gap-x-3 gap-y-2 px-5 pt-3">
      <div className="min-w-0 flex-1 basis-100">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <span className="text-xl font-strong" lang={langOf(reason)}>
            {reason}
          </span>
          {complaint.escalation_level > 0 && <EscalationBadge level={complaint.escalation_level} />}
          {complaint.priority !== 'normal' && (
            <Badge tone={complaint.priority === 'low' ? 'mute' : 'warn'}>
              <Trans>Priority {label(priorityLabels, complaint.priority)}</Trans>
            </Badge>
          )}
          {complaint.withdrawn_at && (
            <Badge>
              <Trans>Withdrawn by the customer</Trans>
            </Badge>
          )}
          {complaint.archived_at && <Badge>{label(complaintStateLabels, 'archived')}</Badge>}
        </p>
        <p className="mt-1 flex flex-wrap items-center gap-x-3.5 gap-y-1 text-ink-2">
          <span>{complaint.number}</span>
          <RecordLink kind="customer" id={complaint.customer_id}>
            {complaint.customer_name}
          </RecordLink>
          {complaint.contact_name && (
            <span className="flex items-center gap-1">
              <CircleUser className="icon-sm text-ink-3" aria-hidden />
              {complaint.contact_name}
            </span>
          )}
          {customer.data?.zone && (
            <LocalNow zone={customer.data.zone} place={customer.data.city ?? cityOf(customer.data.zone)} />
          )}
          {complaint.product && <span>{productWords(complaint.product_id, complaint.product)}</span>}
          <span>
            <Trans>first responder {nameOf(complaint.first_responder_id, complaint.first_responder_name)}</Trans>
          </span>
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {next && (
          <Button variant="primary" keys="p" onPress={() => onAct(next)}>
            {words[next]}
          </Button>
        )}
        {second && <Button onPress={() => onAct(second)}>{words[second]}</Button>}
        <HistoryLink record={complaint.id} />
        <Menu
          label={t`More`}
          trigger={<IconButton icon={Ellipsis} variant="default" label={t`More`} />}
          groups={[
            { entries: extra.map((act) => entry(act, PenLine)) },
            {
              entries: [
                ...(can('confirm') ? [entry('try', RotateCcw)] : []),
                ...(can('reassign') ? [entry('reassign', Shuffle)] : []),
                ...(can('hand_over') ? [entry('hand_over', Shuffle)] : []),
                ...(can('reopen') && second !== 'reopen' ? [entry('reopen', RotateCcw)] : []),
                ...(can('escalate') ? [entry('escalate', ChevronsUp)] : []),
              ],
            },
            {
              entries: [
                ...(writes ? [entry('edit', PenLine)] : []),
                ...(can('withdraw') ? [entry('withdraw', Undo2, true)] : []),
              ],
            },
          ]}
        />
      </div>
    </header>
  );
}

import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Hourglass } from 'lucide-react';
import { type Compensation, type Complaint, type Role, api, once, unwrap } from '@/api';
import { useNames } from '@/shared/directory';
import { langOf, money, moneyWhole } from '@/shared/format';
import {
  compensationStateLabels,
  complaintStateLabels,
  label,
  priorityLabels,
  roleLabels,
  rootCauseLabels,
} from '@/shared/labels';
import { Avatar } from '@/shared/ui/values/avatar';
import { Badge } from '@/shared/ui/values/badge';
import { MyTime } from '@/shared/ui/values/figures';
import { Facts } from '@/shared/ui/layout/panel';
import { RecordLink } from '@/shared/ui/actions/record-link';
import { Decision, DecisionHead, Part, Said } from '../decision';
import { fact } from '../kinds';
import { compensationQuery, complaintQuery } from '../queries';
import { Loaded } from './loaded';
import { type PanelProps, moving } from './panel';

/** A compensation within my limit: how much, for which loss, and where its complaint stands (CR-25). */
export function CompensationPanel({ alert, onDecided }: PanelProps) {
  const compensation = useQuery(compensationQuery(alert.subject_id, fact(alert, 'compensation_id')));
  const complaint = useQuery(complaintQuery(alert.subject_id));
  return (
    <Loaded query={compensation}>
      {(asked) => (
        <Loaded query={complaint}>
          {(data) => <AskedFor compensation={asked} complaint={data} onDecided={onDecided} />}
        </Loaded>
      )}
    </Loaded>
  );
}

interface Props {
  compensation: Compensation;
  complaint: Complaint;
  onDecided: () => void;
}

function AskedFor({ compensation, complaint, onDecided }: Props) {
  const { t } = useLingui();
  const nameOf = useNames();
  const by = nameOf(compensation.requested_by);
  const move = (which: 'approve' | 'deny') => (note: string) =>
    once(`compensation:${compensation.id}:${which}`, note, (key) => {
      const params = {
        path: { complaint_id: complaint.id, compensation_id: compensation.id },
        header: moving(compensation.version, key),
      };
      return which === 'approve'
        ? unwrap(
            api.POST('/v1/complaints/{complaint_id}/compensations/{compensation_id}/moves/approve', {
              body: { reason: note || null },
              params,
            }),
          )
        : unwrap(
            api.POST('/v1/complaints/{complaint_id}/compensations/{compensation_id}/moves/deny', {
              body: { reason: note },
              params,
            }),
          );
    });
  return (
    <Decision
      id={compensation.id}
      onDecided={onDecided}
      head={
        <DecisionHead
          title={`${complaint.number} · ${money(compensation.amount)}`}
          badges={
            <Badge
              tone={compensation.state === 'requested' ? 'warn' : 'mute'}
              {...(compensation.state === 'requested' && { icon: Hourglass })}
            >
              {label(compensationStateLabels, compensation.state)}
            </Badge>
          }
        >
          <span className="flex items-center gap-1.5">
            <Avatar name={by} />
            <Trans>
              {by} asked for it <MyTime at={compensation.requested_at} />
            </Trans>
          </span>
          {compensation.base_amount.currency !== compensation.amount.currency && (
            <span>≈ {moneyWhole(compensation.base_amount)}</span>
          )}
        </DecisionHead>
      }
      approve={
        compensation.allowed_moves.includes('approve')
          ? {
              name: t`Approve ${money(compensation.amount)}`,
              done: t`The compensation is approved`,
              send: move('approve'),
            }
          : null
      }
      refuse={
        compensation.allowed_moves.includes('deny')
          ? { name: t`Deny`, done: t`The compensation is denied`, needsNote: true, send: move('deny') }
          : null
      }
    >
      <Said>
        <span lang={langOf(compensation.reason)}>{compensation.reason}</span>
      </Said>
      <Part title={<Trans>The complaint</Trans>}>
        <Facts
          width={110}
          facts={[
            {
              name: <Trans context="approval">Number</Trans>,
              value: (
                <RecordLink kind="complaint" id={complaint.id} className="underline">
                  {complaint.number}
                </RecordLink>
              ),
            },
            {
              name: <Trans context="plan">Customer</Trans>,
              value: (
                <RecordLink kind="customer" id={complaint.customer_id} className="underline">
                  {complaint.customer_name}
                </RecordLink>
              ),
            },
            {
              name: <Trans context="approval">About</Trans>,
              value: <span lang={langOf(complaint.reason ?? '')}>{complaint.reason}</span>,
            },
            { name: <Trans>They want</Trans>, value: complaint.wanted_solution },
            {
              name: <Trans context="approval">Stands</Trans>,
              value: (
                <span className="flex flex-wrap gap-1.5">
                  <Badge>{label(complaintStateLabels, complaint.state)}</Badge>
                  <Badge>{label(priorityLabels, complaint.priority)}</Badge>
                  <Badge>
                    <Trans>round {compensation.round}</Trans>
                  </Badge>
                </span>
              ),
            },
            {
              name: <Trans>Root cause</Trans>,
              value: complaint.root_cause_category ? (
                label(rootCauseLabels, complaint.root_cause_category)
              ) : (
                <span className="text-ink-3">
                  <Trans>not found yet</Trans>
                </span>
              ),
            },
            {
              name: <Trans context="approval">Limit</Trans>,
              value: (
                <Trans>
                  within that of a {label(roleLabels, compensation.needed_role as Role)}, the lowest that reaches it
                </Trans>
              ),
            },
          ]}
        />
      </Part>
    </Decision>
  );
}

import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type ChangeProposal, type Customer, type OptOut, api, once, unwrap } from '@/api';
import { useNames } from '@/shared/directory';
import { channelLabels, label } from '@/shared/labels';
import { Avatar } from '@/shared/ui/values/avatar';
import { Badge } from '@/shared/ui/values/badge';
import { Checkbox } from '@/shared/ui/forms/choice';
import { FieldValue } from '@/shared/ui/values/field-value';
import { MyTime } from '@/shared/ui/values/figures';
import { Difference } from '@/shared/ui/values/marks';
import { Facts } from '@/shared/ui/layout/panel';
import { Decision, Part, Said } from '../decision';
import { fact } from '../kinds';
import { changeQuery, customerQuery, optOutQuery } from '../queries';
import { CustomerHead, fieldName, useFieldNames } from './customer';
import { Loaded } from './loaded';
import { type PanelProps, moving } from './panel';

/** What somebody learned of a customer of mine: taken over field by field (MC-2, MC-7). */
export function ChangePanel({ alert, onDecided }: PanelProps) {
  const customer = useQuery(customerQuery(alert.subject_id));
  const proposal = useQuery(changeQuery(fact(alert, 'change_proposal_id')));
  return (
    <Loaded query={customer}>
      {(data) => (
        <Loaded query={proposal}>
          {(learned) => <Learned customer={data} proposal={learned} onDecided={onDecided} />}
        </Loaded>
      )}
    </Loaded>
  );
}

interface LearnedProps {
  customer: Customer;
  proposal: ChangeProposal;
  onDecided: () => void;
}

function Learned({ customer, proposal, onDecided }: LearnedProps) {
  const { t } = useLingui();
  const names = useFieldNames();
  const by = useNames()(proposal.proposed_by, proposal.proposed_by_name);
  const open = Object.keys(proposal.changes).filter((field) => !(field in proposal.decisions));
  const [left, setLeft] = useState<readonly string[]>([]);
  const taken = open.filter((field) => !left.includes(field));
  const now = customer as Readonly<Record<string, unknown>>;
  const decide = (accept: readonly string[], decline: readonly string[]) => (note: string) => {
    const isCorrection = customer.verification === 'verified' && accept.length > 0;
    const body = {
      accept: [...accept],
      decline: [...decline],
      answer: note || null,
      ...(isCorrection && { reason: note || t`taken over from a proposal` }),
    };
    return once(`change:${proposal.id}`, body, (key) =>
      unwrap(
        api.POST('/v1/change-proposals/{proposal_id}/decide', {
          body,
          params: { path: { proposal_id: proposal.id }, header: moving(proposal.version, key) },
        }),
      ),
    );
  };
  const isOpen = proposal.closed_at === null && open.length > 0;
  return (
    <Decision
      id={proposal.id}
      onDecided={onDecided}
      notePlaceholder={t`A word to who proposed it; needed when something is left out`}
      head={
        <CustomerHead customer={customer}>
          <span className="flex items-center gap-1.5">
            <Avatar name={by || '?'} />
            <Trans>
              {by} learned it <MyTime at={proposal.learned_at} />
            </Trans>
          </span>
        </CustomerHead>
      }
      approve={
        isOpen && taken.length > 0
          ? {
              name: left.length === 0 ? t`Take it over` : t`Take over ${taken.length} of ${open.length}`,
              done: t`${customer.name} is up to date`,
              needsNote: left.length > 0,
              send: decide(
                taken,
                open.filter((field) => left.includes(field)),
              ),
            }
          : null
      }
      refuse={
        isOpen
          ? {
              name: t({ context: 'approval', message: 'Leave it' }),
              done: t`The file stays as it was`,
              needsNote: true,
              send: decide([], open),
            }
          : null
      }
    >
      {proposal.note && <Said>{proposal.note}</Said>}
      <Part title={<Trans>What would change</Trans>}>
        <ul className="flex flex-col gap-1.5">
          {Object.entries(proposal.changes).map(([field, value]) => (
            <li key={field} className="flex flex-wrap items-center gap-3">
              {open.includes(field) && (
                <Checkbox
                  isSelected={!left.includes(field)}
                  onChange={(isTaken) => setLeft(isTaken ? left.filter((each) => each !== field) : [...left, field])}
                >
                  <span className="w-32 text-ink-3">{fieldName(field)}</span>
                </Checkbox>
              )}
              {!open.includes(field) && <span className="w-38 text-ink-3">{fieldName(field)}</span>}
              <Difference
                before={now[field] == null ? null : <FieldValue field={field} value={now[field]} names={names} />}
                after={<FieldValue field={field} value={value} names={names} />}
              />
            </li>
          ))}
        </ul>
      </Part>
    </Decision>
  );
}

/** A refused channel that somebody asks to open again (OT-11). */
export function RefusalPanel({ alert, onDecided }: PanelProps) {
  const customer = useQuery(customerQuery(alert.subject_id));
  const optOut = useQuery(optOutQuery(alert.subject_id, fact(alert, 'opt_out_id')));
  return (
    <Loaded query={customer}>
      {(data) => (
        <Loaded query={optOut}>
          {(refusal) => refusal && <ToLift customer={data} refusal={refusal} onDecided={onDecided} />}
        </Loaded>
      )}
    </Loaded>
  );
}

function ToLift({ customer, refusal, onDecided }: { customer: Customer; refusal: OptOut; onDecided: () => void }) {
  const { t } = useLingui();
  const nameOf = useNames();
  const isOpen = refusal.lift_requested_at !== null && refusal.lifted_at === null;
  const by = nameOf(refusal.lift_requested_by);
  const channel = label(channelLabels, refusal.channel);
  const params = (key: string) => ({
    path: { customer_id: customer.id, opt_out_id: refusal.id },
    header: { 'Idempotency-Key': key },
  });
  return (
    <Decision
      id={refusal.id}
      onDecided={onDecided}
      head={
        <CustomerHead customer={customer}>
          <span className="flex items-center gap-1.5">
            <Avatar name={by} />
            <Trans>
              {by} asks to open {channel} again
            </Trans>
          </span>
          {refusal.lift_requested_at && <MyTime at={refusal.lift_requested_at} />}
        </CustomerHead>
      }
      approve={
        isOpen
          ? {
              name: t`Open ${channel} again`,
              done: t`${channel} is open again`,
              send: () =>
                once(`lift:${refusal.id}:approve`, null, (key) =>
                  unwrap(
                    api.POST('/v1/customers/{customer_id}/opt-outs/{opt_out_id}/approve-lift', { params: params(key) }),
                  ),
                ),
            }
          : null
      }
      refuse={
        isOpen
          ? {
              name: t`Keep the refusal`,
              done: t`The refusal stays`,
              needsNote: true,
              send: (note) =>
                once(`lift:${refusal.id}:decline`, note, (key) =>
                  unwrap(
                    api.POST('/v1/customers/{customer_id}/opt-outs/{opt_out_id}/decline-lift', {
                      body: { reason: note },
                      params: params(key),
                    }),
                  ),
                ),
            }
          : null
      }
    >
      {refusal.lift_reason && <Said>{refusal.lift_reason}</Said>}
      <Part title={<Trans>The refusal</Trans>}>
        <Facts
          width={110}
          facts={[
            { name: <Trans context="approval">Channel</Trans>, value: <Badge tone="bad">{channel}</Badge> },
            { name: <Trans context="approval">Noted</Trans>, value: <MyTime at={refusal.at} /> },
            { name: <Trans context="approval">By</Trans>, value: nameOf(refusal.set_by) },
            { name: <Trans context="approval">Why</Trans>, value: refusal.reason },
          ]}
        />
      </Part>
    </Decision>
  );
}

import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowRight, Check, Medal, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import type { Grade, GradePart, GradeProposal } from '@/api';
import { useNames } from '@/shared/directory';
import { count, figure, langOf } from '@/shared/format';
import { Button } from '@/shared/ui/actions/button';
import { MyTime } from '@/shared/ui/values/figures';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { GradeMark } from '@/shared/ui/values/marks';
import { PanelHeader, Strip } from '@/shared/ui/layout/panel';
import { Select } from '@/shared/ui/forms/select';
import { EndlessRows } from '@/shared/ui/lists/endless';
import { Empty } from '@/shared/ui/feedback/states';
import { TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { useMay } from '@/shared/permissions';
import { type Chosen, again, confirmAll, proposalsQuery, reject, runQuery, useConfirm, useRun } from './queries';

const GRADES: Grade[] = ['A', 'B', 'C', 'D'];
const ANY = '';
/** The most that are confirmed at once. */
const AT_ONCE = 1000;

interface Props {
  chosen: Chosen;
  onChoose: (chosen: Chosen) => void;
}

/** Grades proposed for the customers one decides on, each with how it comes about. */
export function GradingPage({ chosen, onChoose }: Props) {
  const { t } = useLingui();
  const list = useInfiniteQuery(proposalsQuery(chosen));
  const run = useQuery(runQuery).data;
  const start = useRun();
  const decides = useMay('customer:decide');
  const [asked, setAsked] = useState<GradeProposal | 'all' | null>(null);
  const rows = list.data?.rows ?? [];
  const total = list.data?.total ?? rows.length;
  const isUnderWay = run != null && run.finished_at === null;
  const choices = [{ id: ANY, name: t`Any grade` }, ...GRADES.map((grade) => ({ id: grade, name: grade }))];
  return (
    <>
      <PanelHeader
        title={t`Grades`}
        note={list.isSuccess && count(total)}
        actions={
          <>
            {decides && (
              <Button icon={RefreshCw} isBusy={start.isPending || isUnderWay} onPress={() => start.mutate()}>
                <Trans>Work out anew</Trans>
              </Button>
            )}
            {total > 0 && total <= AT_ONCE && (
              <Button variant="primary" icon={Check} onPress={() => setAsked('all')}>
                <Trans>Confirm all {count(total)}</Trans>
              </Button>
            )}
          </>
        }
      />
      <Strip wraps>
        <Select
          label={t`Grade now`}
          hidesLabel
          choices={choices}
          value={chosen.from ?? ANY}
          onChange={(id) => onChoose({ ...chosen, from: gradeOf(id) })}
        />
        <ArrowRight className="icon-xs text-ink-3" aria-hidden />
        <Select
          label={t`Grade proposed`}
          hidesLabel
          choices={choices}
          value={chosen.to ?? ANY}
          onChange={(id) => onChoose({ ...chosen, to: gradeOf(id) })}
        />
        <span className="ml-auto text-xs text-ink-3" role="status">
          {isUnderWay ? (
            <Trans>Being worked out…</Trans>
          ) : (
            run?.finished_at && (
              <Trans>
                {count(run.evaluated)} customers worked out <MyTime at={run.finished_at} />
              </Trans>
            )
          )}
        </span>
      </Strip>
      <EndlessRows
        label={t`Grades proposed`}
        list={list}
        failed={<Trans>The proposals were not loaded</Trans>}
        empty={
          <Empty icon={Medal} title={<Trans>No other grade is proposed</Trans>}>
            {run === null ? (
              <Trans>The grades have not been worked out yet.</Trans>
            ) : (
              <Trans>Every customer you decide on is graded as its facts say.</Trans>
            )}
          </Empty>
        }
      >
        {(one) => <Row key={one.id} proposal={one} onReject={() => setAsked(one)} />}
      </EndlessRows>
      {asked !== null && <Decide asked={asked} chosen={chosen} total={total} onClose={() => setAsked(null)} />}
    </>
  );
}

const gradeOf = (id: string): Grade | null => GRADES.find((grade) => grade === id) ?? null;
const ORDER: GradePart[] = ['amount', 'frequency', 'potential', 'recency'];

function Row({ proposal, onReject }: { proposal: GradeProposal; onReject: () => void }) {
  const { t } = useLingui();
  const nameOf = useNames();
  const confirm = useConfirm();
  const { parts, currency } = proposal;
  const said = (part: GradePart, value: string | null): string => {
    const amount = `${currency} ${count(Number(value ?? 0))}`;
    if (part === 'amount') return t`${amount} bought in a year`;
    if (part === 'potential') return t`${amount} expected a year`;
    if (part === 'frequency')
      return plural(Number(value ?? 0), { one: '# order in a year', other: '# orders in a year' });
    const number = count(Number(value ?? 0));
    return value === null ? t`no order yet` : t`last order ${number} days ago`;
  };
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5">
      <span className="min-w-0 flex-1 basis-56">
        <Link
          to="/customers/$customerId"
          params={{ customerId: proposal.customer_id }}
          className="block truncate font-strong text-ink no-underline hover:underline"
          lang={langOf(proposal.customer_name)}
        >
          {proposal.customer_name}
        </Link>
        <span className="text-xs text-ink-3">{nameOf(proposal.owner_id, proposal.owner_name)}</span>
      </span>
      <span className="flex flex-none items-center gap-1.5">
        <GradeMark grade={proposal.from_grade} />
        <ArrowRight className="icon-xs text-ink-3" aria-hidden />
        <GradeMark grade={proposal.to_grade} />
        <span className="text-xs text-ink-3">{figure(Number(proposal.score), 2)}</span>
      </span>
      <ul className="grid min-w-0 flex-[2] basis-96 gap-x-4 gap-y-1 text-xs text-ink-2 tablet:grid-cols-2">
        {parts === null ? (
          <li>
            <Trans>Amounts are hidden from you.</Trans>
          </li>
        ) : (
          ORDER.flatMap((name) => {
            const part = parts[name];
            return part === undefined
              ? []
              : [
                  <li key={name} className="flex items-center gap-1.5 truncate">
                    <GradeMark grade={part.level} />
                    <span className="truncate">
                      {said(name, part.value)} × {figure(Number(part.weight), 2)}
                    </span>
                  </li>,
                ];
          })
        )}
      </ul>
      <span className="flex flex-none gap-2">
        {proposal.allowed_moves.includes('confirm') && (
          <Button size="sm" icon={Check} isBusy={confirm.isPending} onPress={() => confirm.mutate(proposal)}>
            <Trans>Confirm</Trans>
          </Button>
        )}
        {proposal.allowed_moves.includes('deny') && (
          <Button size="sm" variant="ghost" onPress={onReject}>
            <Trans>Reject</Trans>
          </Button>
        )}
      </span>
    </li>
  );
}

interface DecideProps {
  asked: GradeProposal | 'all';
  chosen: Chosen;
  total: number;
  onClose: () => void;
}

/** All at once, or not this one: both with a reason. */
function Decide({ asked, chosen, total, onClose }: DecideProps) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const isAll = asked === 'all';
  return (
    <FormDialog
      title={isAll ? t`Confirm ${count(total)} grades` : asked.customer_name}
      act={isAll ? t`Confirm all` : t`Reject`}
      onClose={onClose}
      isReady={reason.trim() !== ''}
      send={async () => {
        if (isAll) {
          const done = await confirmAll(chosen, total, reason.trim());
          toast.done(t`${count(done.confirmed)} customers are graded anew`);
        } else {
          await reject(asked, reason.trim());
        }
        await again(client);
      }}
    >
      {({ isAsked }) => (
        <div className="flex flex-col gap-3">
          <p>
            {isAll ? (
              <Trans>Their customers are owed contacts by the new grades at once.</Trans>
            ) : (
              <Trans>The grade stays; the same is not proposed again before the next review.</Trans>
            )}
          </p>
          <TextField
            label={t`Why`}
            isRequired
            autoFocus
            value={reason}
            onChange={setReason}
            error={isAsked && reason.trim() === '' ? t`Say why.` : undefined}
          />
        </div>
      )}
    </FormDialog>
  );
}

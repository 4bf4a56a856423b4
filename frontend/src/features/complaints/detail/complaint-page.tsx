import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type Complaint, isApiError } from '@/api';
import { useMe } from '@/shared/permissions';
import { noteRecent } from '@/shared/recent';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { Hidden, PartError } from '@/shared/ui/feedback/states';
import { complaintQuery, roundsQuery } from '../queries';
import { ContactsPart } from './contacts-part';
import { Deadlines } from './clock/deadlines';
import { Escalations } from './clock/escalations';
import { Facts } from './facts';
import type { Act } from './acts/next-step';
import { PreventivePart } from './preventive-part';
import { QuestionsPart } from './questions-part';
import { RecordHead } from './record-head';
import { Rounds } from './rounds';
import { StatePath } from './state-path';
import { StagesPart } from './stages-part';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';

const ActDialog = lazyDialog(() => import('./acts/act-dialog').then((module) => module.ActDialog));

/** One complaint: where it stands, how its clocks were counted, and each round of its handling. */
export function ComplaintPage({ id }: { id: string }) {
  const record = useQuery(complaintQuery(id));
  if (record.isPending) return <SkeletonLines lines={14} />;
  if (record.isError) {
    const isHidden = isApiError(record.error) && [403, 404].includes(record.error.status);
    return isHidden ? (
      <Hidden title={<Trans>This complaint is not here for you</Trans>}>
        <Trans>Those who answer for it, its department and whoever sees the customer see it.</Trans>
      </Hidden>
    ) : (
      <PartError
        title={<Trans>The complaint was not loaded</Trans>}
        error={record.error}
        onRetry={() => void record.refetch()}
      />
    );
  }
  return <ComplaintRecord complaint={record.data.data} />;
}

function ComplaintRecord({ complaint }: { complaint: Complaint }) {
  const { t } = useLingui();
  const me = useMe();
  const rounds = useQuery(roundsQuery(complaint.id));
  const [act, setAct] = useState<Act | null>(null);
  const { id, number, customer_name } = complaint;
  useEffect(() => {
    noteRecent(me.id, { kind: 'complaint', id, name: number, detail: customer_name, to: `/complaints/${id}` });
  }, [me.id, id, number, customer_name]);
  const current = rounds.data?.items.find((round) => round.number === complaint.round);
  return (
    <article aria-label={t`Complaint ${number}`} className="flex min-h-0 flex-1 flex-col">
      <title>{`${number} · Meridian`}</title>
      <nav className="flex h-9 flex-none items-center border-b border-line px-3 tablet:hidden">
        <Link to="/complaints" className="flex items-center gap-1 no-underline">
          <ChevronLeft className="icon-sm" aria-hidden />
          <Trans>All complaints</Trans>
        </Link>
        <ChevronRight className="icon-xs text-ink-3" aria-hidden />
        {number}
      </nav>
      <div className="min-h-0 flex-1 overflow-auto">
        <RecordHead complaint={complaint} round={current} onAct={setAct} />
        <StatePath complaint={complaint} />
        <Deadlines complaint={complaint} />
        <div className="flex items-start gap-5 px-5 pb-8 max-desk:flex-col">
          <div className="w-full min-w-0 flex-1">
            <Facts complaint={complaint} onEdit={() => setAct('edit')} />
            <Rounds complaint={complaint} rounds={rounds} onAct={setAct} />
            <ContactsPart complaint={complaint} onLog={() => setAct('record')} />
          </div>
          <aside aria-label={t`Around the complaint`} className="w-62 flex-none max-desk:w-full">
            <Escalations complaint={complaint} />
            <PreventivePart complaint={complaint} onAdd={() => setAct('preventive')} />
            <QuestionsPart complaint={complaint} />
            <StagesPart complaint={complaint} />
          </aside>
        </div>
      </div>
      <>{act !== null && <ActDialog act={act} complaint={complaint} round={current} onClose={() => setAct(null)} />}</>
    </article>
  );
}

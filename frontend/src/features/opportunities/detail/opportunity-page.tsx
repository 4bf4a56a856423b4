import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronDown, ChevronRight, ChevronUp } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { type Opportunity, type Stage, isApiError } from '@/api';
import { counted } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { label, stageLabels } from '@/shared/labels';
import { useMay, useMe } from '@/shared/permissions';
import { noteRecent } from '@/shared/recent';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { Column, Columns, PanelHeader } from '@/shared/ui/layout/panel';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { StageStrip } from '@/shared/ui/signature/stage-strip';
import { Hidden, PartError } from '@/shared/ui/feedback/states';
import { listQuery } from '../queries';
import { ContractPart } from './contract/contract-part';
import { CriteriaPart } from './criteria-part';
import { DecisionPart } from './decision-part';
import { FollowUpsPart } from './follow-ups/follow-ups-part';
import { HistoryPart } from './history-part';
import { LinesPart } from './lines-part';
import { PeoplePart, QuestionsPart } from './people-part';
import { ProposalsPart } from './proposals/proposals-part';
import { criteriaQuery, opportunityQuery, stagesQuery } from './queries';
import { RecordHead } from './record-head';
import { ReviewsPart } from './reviews/reviews-part';
import { cellsOf } from './stages';

interface Props {
  id: string;
  onOpen: (id: string) => void;
}

/** One opportunity: where it stands, what the next stage asks for, and everything that belongs to the sale. */
export function OpportunityPage({ id, onOpen }: Props) {
  const { t } = useLingui();
  const record = useQuery(opportunityQuery(id));
  if (record.isPending) {
    return (
      <>
        <PanelHeader title={t`Opportunity`} />
        <SkeletonLines lines={14} />
      </>
    );
  }
  if (record.isError) {
    const isHidden = isApiError(record.error) && [403, 404].includes(record.error.status);
    return (
      <>
        <PanelHeader title={t`Opportunity`} />
        {isHidden ? (
          <Hidden title={<Trans>This opportunity is not here for you</Trans>}>
            <Trans>Its owner, those who work on it and their managers see it. Ask one of them to take you in.</Trans>
          </Hidden>
        ) : (
          <PartError
            title={<Trans>The opportunity was not loaded</Trans>}
            error={record.error}
            onRetry={() => void record.refetch()}
          />
        )}
      </>
    );
  }
  return <OpportunityRecord opportunity={record.data.data} onOpen={onOpen} />;
}

function OpportunityRecord({ opportunity, onOpen }: { opportunity: Opportunity; onOpen: (id: string) => void }) {
  const { t } = useLingui();
  const me = useMe();
  const writes = useMay('opportunity:write');
  const stages = useQuery(stagesQuery(opportunity.id));
  const criteria = useQuery(criteriaQuery(opportunity.id));
  const [chosen, setChosen] = useState<Stage | null>(null);
  const { id, title, customer_name, stage, outcome } = opportunity;
  useEffect(() => {
    noteRecent(me.id, { kind: 'opportunity', id, name: title, detail: customer_name, to: `/opportunities/${id}` });
  }, [me.id, id, title, customer_name]);
  const isOpen = outcome === 'open';
  const edits = writes && isOpen && opportunity.allowed_moves.length > 0;
  const cells = useMemo(
    () => cellsOf(opportunity, stages.data?.items ?? [], criteria.data?.items ?? []),
    [opportunity, stages.data, criteria.data],
  );
  const next = cells.find((cell) => cell.state === 'next')?.stage ?? stage;
  const shown = chosen ?? (isOpen ? next : stage);
  return (
    <>
      <PanelHeader
        tab={title}
        title={
          <nav aria-label={t`Where this is`} className="flex items-center gap-1.5 text-sm font-normal">
            <Link to="/opportunities" className="no-underline hover:underline">
              <Trans>Opportunities</Trans>
            </Link>
            <ChevronRight className="icon-xs text-ink-3" aria-hidden />
            <Link to="/opportunities/list" search={{ stage, outcome }} className="no-underline hover:underline">
              {label(stageLabels, stage)}
            </Link>
          </nav>
        }
        actions={<Neighbours opportunity={opportunity} onOpen={onOpen} />}
      />
      <RecordHead opportunity={opportunity} edits={edits} />
      <StageStrip
        isFlush
        label={t`Stages`}
        cells={cells.map((cell) => ({ ...cell, note: <cell.Note /> }))}
        chosen={shown}
        onChoose={setChosen}
      />
      <Columns className="max-laptop:flex-col max-laptop:divide-x-0 max-laptop:overflow-auto">
        <Column className="max-laptop:flex-none max-laptop:overflow-visible">
          <CriteriaPart opportunity={opportunity} stage={shown} criteria={criteria} stages={stages} />
          <LinesPart opportunity={opportunity} edits={edits} />
          <ProposalsPart opportunity={opportunity} edits={edits} />
          <ContractPart opportunity={opportunity} edits={edits} />
        </Column>
        <Column
          width={366}
          isSide
          label={t`Around the sale`}
          className="max-laptop:w-full! max-laptop:flex-none max-desk:w-84!"
        >
          <FollowUpsPart opportunity={opportunity} edits={edits} />
          <ReviewsPart opportunity={opportunity} edits={edits} />
          <DecisionPart opportunity={opportunity} edits={edits} />
          <QuestionsPart opportunity={opportunity} />
          <PeoplePart opportunity={opportunity} edits={edits} />
          <HistoryPart stages={stages} />
        </Column>
      </Columns>
    </>
  );
}

/** The card before and the one after in its column of the board. */
function Neighbours({ opportunity, onOpen }: { opportunity: Opportunity; onOpen: (id: string) => void }) {
  const { t } = useLingui();
  const { stage, outcome } = opportunity;
  const list = useInfiniteQuery(listQuery({}, { stage, outcome, sort: '-base_amount' }));
  const rows = list.data?.rows ?? [];
  const at = rows.findIndex((row) => row.id === opportunity.id);
  const before = rows[at - 1];
  const after = at < 0 ? undefined : rows[at + 1];
  useHotkeys([
    { keys: 'k', name: t`The one before`, group: 'record', run: () => before && onOpen(before.id), isOn: !!before },
    { keys: 'j', name: t`The one after`, group: 'record', run: () => after && onOpen(after.id), isOn: !!after },
  ]);
  if (at < 0) return null;
  const place = at + 1;
  const total = counted(list.data?.total ?? rows.length, list.data?.isEstimate ?? false);
  return (
    <>
      <span className="text-xs text-ink-3 max-tablet:hidden">
        <Trans>
          {place} of {total}
        </Trans>
      </span>
      <IconButton
        icon={ChevronUp}
        variant="default"
        keys="k"
        label={t`The one before`}
        isDisabled={!before}
        onPress={() => before && onOpen(before.id)}
      />
      <IconButton
        icon={ChevronDown}
        variant="default"
        keys="j"
        label={t`The one after`}
        isDisabled={!after}
        onPress={() => after && onOpen(after.id)}
      />
    </>
  );
}

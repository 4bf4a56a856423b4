import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { CheckCheck, Inbox } from 'lucide-react';
import { useDepartmentNames, useNames } from '@/shared/directory';
import { count, joined, langOf } from '@/shared/format';
import { label } from '@/shared/labels';
import { fieldName } from '@/shared/labels/customer-fields';
import { customerChangeLabels } from '@/shared/labels/data';
import { useMe } from '@/shared/permissions';
import { Button } from '@/shared/ui/actions/button';
import { Segmented } from '@/shared/ui/actions/segmented';
import { MyTime } from '@/shared/ui/values/figures';
import { PanelHeader, Strip } from '@/shared/ui/layout/panel';
import { RecordLink } from '@/shared/ui/actions/record-link';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { ProposalCard } from './proposal-card';
import { type ProposalChoice, type ProposalView, VIEWS, changesQuery, proposalsQuery, useSeen } from './queries';

export type InboxTab = 'proposals' | 'changes';

interface Props {
  tab: InboxTab;
  choice: ProposalChoice;
  /** Only what came since I last read. */
  unseen: boolean;
  onTab: (tab: InboxTab) => void;
  onChoice: (choice: ProposalChoice) => void;
  onUnseen: (unseen: boolean) => void;
}

/** What colleagues know of my customers and propose, and what was changed at customers that I follow. */
export function InboxPage({ tab, onTab, ...rest }: Props) {
  const { t } = useLingui();
  return (
    <>
      <PanelHeader
        title={t`News of customers`}
        actions={
          <Segmented<InboxTab>
            label={t`What kind of news`}
            value={tab}
            onChange={onTab}
            choices={[
              { id: 'proposals', name: t`Proposed changes` },
              { id: 'changes', name: t`What was changed` },
            ]}
          />
        }
      />
      {tab === 'proposals' ? <Proposals {...rest} /> : <Changes {...rest} />}
    </>
  );
}

function Proposals({ choice, onChoice }: Pick<Props, 'choice' | 'onChoice'>) {
  const { t } = useLingui();
  const me = useMe();
  const list = useInfiniteQuery(proposalsQuery(choice, me));
  const names: Record<ProposalView, string> = { mine: t`For me as the owner`, made: t`Made by me`, all: t`All I see` };
  return (
    <>
      <Strip className="overflow-x-auto">
        <Segmented<ProposalView>
          label={t`Of whom`}
          value={choice.view}
          onChange={(view) => onChoice({ ...choice, view })}
          choices={VIEWS.map((id) => ({ id, name: names[id] }))}
        />
        <Segmented
          label={t`How far decided`}
          value={choice.isClosed ? 'all' : 'open'}
          onChange={(which) => onChoice({ ...choice, isClosed: which === 'all' })}
          choices={[
            { id: 'open', name: t`Still open` },
            { id: 'all', name: t`Decided ones too` },
          ]}
        />
        {list.data && <span className="text-ink-3">{count(list.data.total ?? list.data.rows.length)}</span>}
      </Strip>
      <div className="min-h-0 flex-1 overflow-auto">
        {list.isPending && <SkeletonRows rows={6} />}
        {list.isError && (
          <PartError
            title={<Trans>The proposals were not loaded</Trans>}
            error={list.error}
            onRetry={() => void list.refetch()}
          />
        )}
        {list.data?.rows.length === 0 && (
          <Empty className="py-16" icon={Inbox} title={<Trans>No proposal waits</Trans>}>
            <Trans>
              Whoever sees a customer of yours and knows better proposes it from the record; you take it over or not.
            </Trans>
          </Empty>
        )}
        <ul className="mx-auto max-w-240">
          {list.data?.rows.map((proposal) => (
            <ProposalCard key={`${proposal.id}:${proposal.version}`} proposal={proposal} />
          ))}
        </ul>
        {list.hasNextPage && <More onMore={() => void list.fetchNextPage()} />}
      </div>
    </>
  );
}

function More({ onMore }: { onMore: () => void }) {
  return (
    <button type="button" className="w-full py-2 text-accent-ink hover:underline" onClick={onMore}>
      <Trans>Show more</Trans>
    </button>
  );
}

function Changes({ unseen, onUnseen }: Pick<Props, 'unseen' | 'onUnseen'>) {
  const { t } = useLingui();
  const nameOf = useNames();
  const departmentOf = useDepartmentNames();
  const list = useInfiniteQuery(changesQuery(unseen));
  const seen = useSeen();
  const rows = list.data?.rows ?? [];
  const newest = rows[0];
  const wordsOf = (data: Record<string, unknown>) => {
    const fields = Array.isArray(data['fields']) ? data['fields'].filter((each) => typeof each === 'string') : [];
    const people = ['to_user_id', 'owner_id'].flatMap((key) => {
      const id = data[key];
      return typeof id === 'string' ? [nameOf(id, departmentOf(id, ''))] : [];
    });
    return [joined(fields.map(fieldName)), ...people].filter(Boolean).join(' · ');
  };
  return (
    <>
      <Strip className="overflow-x-auto">
        <Segmented
          label={t`How new`}
          value={unseen ? 'new' : 'all'}
          onChange={(which) => onUnseen(which === 'new')}
          choices={[
            { id: 'new', name: t`Not read yet` },
            { id: 'all', name: t`Everything` },
          ]}
        />
        {list.data && <span className="text-ink-3">{count(list.data.total ?? rows.length)}</span>}
        {newest?.unseen && (
          <Button
            size="sm"
            icon={CheckCheck}
            className="ml-auto"
            isBusy={seen.isPending}
            onPress={() => seen.mutate(newest.at)}
          >
            <Trans>I have read all</Trans>
          </Button>
        )}
      </Strip>
      <div className="min-h-0 flex-1 overflow-auto">
        {list.isPending && <SkeletonRows rows={8} />}
        {list.isError && (
          <PartError
            title={<Trans>The changes were not loaded</Trans>}
            error={list.error}
            onRetry={() => void list.refetch()}
          />
        )}
        {list.isSuccess && rows.length === 0 && (
          <Empty className="py-16" icon={Inbox} title={<Trans>Nothing new at customers you follow</Trans>}>
            <Trans>
              Who is a member of a customer, or whose department works for it, is told here what others change.
            </Trans>
          </Empty>
        )}
        <ul>
          {rows.map((row) => (
            <li
              key={row.id}
              className={`flex flex-wrap items-baseline gap-x-3 border-b border-line px-4 py-2 ${row.unseen ? 'bg-accent-soft' : ''}`}
            >
              <RecordLink kind="customer" id={row.customer_id}>
                <b lang={langOf(row.customer_name)}>{row.customer_name}</b>
              </RecordLink>
              <span>{label(customerChangeLabels, row.type)}</span>
              <span className="min-w-0 flex-1 truncate text-ink-2">{wordsOf(row.data as Record<string, unknown>)}</span>
              <span className="text-xs text-ink-3">
                {nameOf(row.by_user_id, row.by_user_name)} <MyTime at={row.at} />
              </span>
            </li>
          ))}
        </ul>
        {list.hasNextPage && <More onMore={() => void list.fetchNextPage()} />}
      </div>
    </>
  );
}

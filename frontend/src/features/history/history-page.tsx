import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { History, ListFilter } from 'lucide-react';
import { useState } from 'react';
import { isApiError } from '@/api';
import type { HistoryChoice } from '@/shared/addresses/lists';
import { usersQuery } from '@/shared/directory';
import { counted, personName } from '@/shared/format';
import { options } from '@/shared/labels';
import { entityLabels, operationLabels } from '@/shared/labels/history';
import { PersonPicker } from '@/shared/pickers';
import { useHotkeys } from '@/shared/hotkeys';
import { usePreferences } from '@/shared/preferences';
import { Button } from '@/shared/ui/actions/button';
import { cx } from '@/shared/ui/cx';
import { DateField } from '@/shared/ui/forms/date-field';
import { Column, Columns, PanelHeader } from '@/shared/ui/layout/panel';
import { Select } from '@/shared/ui/forms/select';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, Hidden, PartError } from '@/shared/ui/feedback/states';
import { useWidth } from '@/shared/ui/use-width';
import { Compare } from './compare-column';
import { EntryRow } from './entry-row';
import { historyQuery } from './queries';

const ANY = 'any';

interface Props {
  choice: HistoryChoice;
  onChoice: (choice: HistoryChoice) => void;
}

/** Who changed what and when, of every record in one's scope; two states of one record side by side (CR-6). */
export function HistoryPage({ choice, onChoice }: Props) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const list = useInfiniteQuery(historyQuery(choice, zone));
  const users = useQuery(usersQuery).data;
  const rows = list.data?.rows ?? [];
  const who = choice.who ? users?.get(choice.who) : undefined;
  const set = (part: { [Name in keyof HistoryChoice]?: HistoryChoice[Name] | undefined }) =>
    onChoice(
      Object.fromEntries(
        Object.entries({ ...choice, ...part }).filter(([, value]) => value !== undefined),
      ) as HistoryChoice,
    );
  const hidden = isApiError(list.error) && list.error.status === 403;
  // On a telephone the fields would fill the screen: they wait behind a button, which says how many conditions hold.
  const isNarrow = useWidth('(max-width: 767px)');
  const [isOpen, setOpen] = useState(false);
  const number = Object.keys(choice).length;
  useHotkeys([{ keys: 'f', name: t`Filter`, group: 'list', run: () => setOpen(!isOpen), isOn: isNarrow }]);
  return (
    <>
      <PanelHeader
        title={t`History`}
        note={list.data?.total != null && counted(list.data.total, list.data.isEstimate)}
        actions={
          isNarrow && (
            <Button icon={ListFilter} aria-expanded={isOpen} onPress={() => setOpen(!isOpen)}>
              {number > 0 ? <Trans>Filter · {number}</Trans> : <Trans>Filter</Trans>}
            </Button>
          )
        }
      />
      <Columns className="max-laptop:flex-col max-laptop:divide-x-0 max-laptop:overflow-auto">
        <Column
          width={250}
          isSide
          label={t`Which changes`}
          className={cx(
            'max-laptop:w-full! max-laptop:flex-none max-laptop:overflow-visible',
            isNarrow && !isOpen && 'hidden',
          )}
        >
          <div className="flex flex-col gap-3 p-4 max-laptop:grid max-laptop:grid-cols-2 max-tablet:grid-cols-1">
            <Select
              label={t`Kind of record`}
              choices={[
                { id: ANY, name: t`Any` },
                ...options(entityLabels).toSorted((a, b) => a.name.localeCompare(b.name)),
              ]}
              value={choice.entity ?? ANY}
              onChange={(id) => set({ entity: id === ANY ? undefined : id })}
            />
            <PersonPicker
              label={t`Who`}
              value={who ? { id: who.id, name: personName(who) } : null}
              onChange={(person) => set({ who: person?.id })}
            />
            <DateField
              label={t`From`}
              value={choice.from ?? null}
              onChange={(day) => set({ from: day ?? undefined })}
              {...(choice.to && { max: choice.to })}
            />
            <DateField
              label={t`To`}
              value={choice.to ?? null}
              onChange={(day) => set({ to: day ?? undefined })}
              {...(choice.from && { min: choice.from })}
            />
            <Select
              label={t`What was done`}
              choices={[{ id: ANY, name: t`Anything` }, ...options(operationLabels)]}
              value={choice.done ?? ANY}
              onChange={(id) => set({ done: id === ANY ? undefined : id })}
            />
            {number > 0 && (
              <Button className="self-start" onPress={() => onChoice({})}>
                <Trans>Show everything</Trans>
              </Button>
            )}
          </div>
        </Column>
        <Column className="max-laptop:flex-none max-laptop:overflow-visible" label={t`Changes`}>
          {list.isPending && <SkeletonRows rows={12} />}
          {hidden && (
            <Hidden title={<Trans>The history is hidden from you</Trans>}>
              <Trans>Your role does not see this part.</Trans>
            </Hidden>
          )}
          {list.isError && !hidden && (
            <PartError
              title={<Trans>The history was not loaded</Trans>}
              error={list.error}
              onRetry={() => void list.refetch()}
            />
          )}
          {list.isSuccess && rows.length === 0 && (
            <Empty className="py-16" icon={History} title={<Trans>No change like that</Trans>}>
              <Trans>Take a condition away to see more.</Trans>
            </Empty>
          )}
          <ol aria-label={t`Changes`}>
            {rows.map((entry) => (
              <EntryRow
                key={entry.id}
                entry={entry}
                isChosen={choice.record === entry.entity_id}
                onRecord={() => onChoice({ record: entry.entity_id })}
              />
            ))}
          </ol>
          {list.hasNextPage && (
            <p className="p-3 text-center">
              <Button size="sm" isBusy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
                <Trans>Show older ones</Trans>
              </Button>
            </p>
          )}
        </Column>
        {choice.record !== undefined && <Compare record={choice.record} />}
      </Columns>
    </>
  );
}

import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { HistoryEntry } from '@/api';
import { useNames } from '@/shared/directory';
import { columnName, entityName, operationName } from '@/shared/labels/history';
import { usePreferences } from '@/shared/preferences';
import { dateIn, timeIn, useMinute } from '@/shared/time';
import { Column, Section } from '@/shared/ui/layout/panel';
import { Select } from '@/shared/ui/forms/select';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { between } from './compare';
import { historyQuery } from './queries';
import { useValueText } from './words';

/** Two states of one record side by side, chosen by the changes that made them. */
export function Compare({ record }: { record: string }) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const now = useMinute();
  const nameOf = useNames();
  const valueText = useValueText();
  const list = useInfiniteQuery(historyQuery({ record }, zone, 200));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const entries = list.data?.rows ?? [];
  const [chosen, setChosen] = useState<{ from?: string; to?: string }>({});
  // A difference between two states needs every change between them.
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const entity = entries[0]?.entity ?? '';
  const from = chosen.from ?? entries.at(-1)?.id;
  const to = chosen.to ?? entries[0]?.id;
  const differences = from && to ? between(entries, from, to) : [];
  const choices = entries.map((entry: HistoryEntry) => ({
    id: entry.id,
    name: `${dateIn(entry.at, zone, now)} ${timeIn(entry.at, zone)} · ${operationName(entry.operation)}`,
    detail: nameOf(entry.actor_id),
  }));
  return (
    <Column
      width={380}
      isSide
      label={t`Compare two states`}
      className="max-laptop:w-full! max-laptop:flex-none max-laptop:overflow-visible"
    >
      <Section title={<Trans>Compare two states</Trans>} note={entity && entityName(entity)}>
        {list.isPending && <SkeletonLines lines={4} />}
        {entries.length > 0 && (
          <div className="flex flex-col gap-2">
            <Select
              label={t`The state after`}
              choices={choices}
              value={from ?? null}
              onChange={(id) => setChosen({ ...chosen, from: id })}
            />
            <Select
              label={t`beside the state after`}
              choices={choices}
              value={to ?? null}
              onChange={(id) => setChosen({ ...chosen, to: id })}
            />
          </div>
        )}
      </Section>
      {entries.length > 0 && (
        <div className="px-4 py-3">
          {differences.length === 0 ? (
            <p className="text-ink-3">
              <Trans>The two states are the same.</Trans>
            </p>
          ) : (
            <table className="w-full" aria-label={t`Differences`}>
              <thead>
                <tr className="text-xs text-ink-3">
                  <th className="pb-1 text-left font-normal">
                    <Trans>Field</Trans>
                  </th>
                  <th className="pb-1 text-left font-normal">
                    <Trans>Then</Trans>
                  </th>
                  <th className="pb-1 text-left font-normal">
                    <Trans context="history">Afterwards</Trans>
                  </th>
                </tr>
              </thead>
              <tbody>
                {differences.map(({ field, before, after }) => (
                  <tr key={field} className="align-top">
                    <th scope="row" className="border-t border-line py-1 pr-2 text-left font-normal text-ink-3">
                      {columnName(field)}
                    </th>
                    <td className="border-t border-line py-1 pr-2 break-words">
                      <del>{valueText(field, before, entity) ?? '—'}</del>
                    </td>
                    <td className="border-t border-line py-1 break-words">
                      <ins>{valueText(field, after, entity) ?? '—'}</ins>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
      )}
    </Column>
  );
}

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { CustomersSearch, SavedView } from '@/api';
import { useMe } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { useMinute } from '@/shared/time';
import { type Reader, searchBody } from './filters/body';
import { marketsQuery, usersQuery } from '@/shared/directory';
import { rowsQuery, viewsQuery } from './queries';
import { ALL, EMPTY, type ListSearch, type ListState, STANDING, type ViewContent, searchOf, stateOf } from './state';

const NO_VIEWS: SavedView[] = [];

/** The list for an address: its view, its state, its rows, and how to change the address. */
export function useList(search: ListSearch, onSearch: (search: ListSearch, isStep: boolean) => void) {
  const me = useMe();
  const now = useMinute();
  const { zone } = usePreferences();
  const saved = useQuery(viewsQuery);
  const views = saved.data ?? NO_VIEWS;
  const viewId = search.view ?? ALL;
  const view = STANDING[viewId] ?? views.find((each) => each.id === viewId);
  const content: ViewContent = view ?? EMPTY;
  const state = stateOf(search, content);

  // Days begin at midnight: what is asked stays the same all day, so that the list is not read anew by the minute.
  const key = JSON.stringify([state.q, state.conditions, state.sort, zone, me.id, new Date(now).toDateString()]);
  const reader: Reader = { id: me.id, zone, now };
  // oxlint-disable-next-line react/exhaustive-deps
  const body: CustomersSearch = useMemo(() => searchBody(state, reader), [key]);
  const rows = useInfiniteQuery({ ...rowsQuery(body), enabled: view !== undefined || saved.isFetched });
  const { fetchNextPage, isFetchingNextPage } = rows;
  const more = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage]);

  const users = useQuery(usersQuery).data;
  const markets = useQuery(marketsQuery).data;
  return {
    me,
    reader,
    views,
    saved,
    content,
    state,
    body,
    rows,
    more,
    isGone: view === undefined && saved.isSuccess,
    wording: { now, zone, users, markets },
    /** Another view: a step one can go back from. */
    open: (id: string) => onSearch(id === ALL ? {} : { view: id }, true),
    change: (part: Partial<ListState>) => onSearch(searchOf({ ...state, ...part }, content), false),
  };
}

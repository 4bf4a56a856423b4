import { keepPreviousData, queryOptions, useQueryClient } from '@tanstack/react-query';
import { type QueryClient } from '@tanstack/react-query';
import { type Roster, api, onEvents, once, unwrap } from '@/api';

export const daysQuery = (first: string, last: string) =>
  queryOptions({
    queryKey: ['rosters', 'days', first, last],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/roster-days', { signal, params: { query: { from: first, to: last } } })),
  });

export const rosterQuery = (id: string) =>
  queryOptions({
    queryKey: ['rosters', 'one', id],
    gcTime: 0, // read anew whenever it is opened
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/rosters/{roster_id}', { signal, params: { path: { roster_id: id } } })),
  });

export type Shifts = Pick<Roster, 'weekly' | 'exceptions' | 'keeps_holidays' | 'languages'>;

const again = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['rosters'] });
/** A roster that is open may be the one that was dropped: it is not asked for. */
const daysAgain = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['rosters', 'days'] });

/** Keeps somebody's shifts: their roster is made with the first of them. */
export function useKeep() {
  const client = useQueryClient();
  return (userId: string, roster: Roster | null, shifts: Shifts): Promise<Roster> => {
    const kept = once(`roster:${userId}`, { shifts, version: roster?.version ?? 0 }, (key) =>
      roster === null
        ? unwrap(
            api.POST('/v1/rosters', {
              body: { user_id: userId, ...shifts },
              params: { header: { 'Idempotency-Key': key } },
            }),
          )
        : unwrap(
            api.PATCH('/v1/rosters/{roster_id}', {
              body: shifts,
              params: { path: { roster_id: roster.id }, header: { 'If-Match': `"${roster.version}"` } },
            }),
          ),
    );
    return kept.finally(() => again(client));
  };
}

/** They work by the department's hours again. */
export function useDrop() {
  const client = useQueryClient();
  return async (roster: Roster): Promise<void> => {
    const params = { path: { roster_id: roster.id }, header: { 'If-Match': `"${roster.version}"` } };
    try {
      await unwrap(api.DELETE('/v1/rosters/{roster_id}', { params }));
      daysAgain(client);
    } catch (error) {
      again(client);
      throw error;
    }
  };
}

onEvents({ 'roster.changed': daysAgain });

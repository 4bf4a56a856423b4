import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api';

/** All teams of the company, by name. */
export const teamsQuery = queryOptions({
  queryKey: ['teams', 'all'],
  staleTime: 30 * 60_000,
  queryFn: async ({ signal }) =>
    (await unwrap(api.GET('/v1/teams', { signal, params: { query: { limit: 200, active: [true] } } }))).items,
});

/** What each of some people has planned for some days, and how many calls one may plan for a day. */
export const loadQuery = (from: string, to: string, people: readonly string[]) =>
  queryOptions({
    queryKey: ['contact-plans', 'load', from, to, people],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/contact-plans/load', { signal, params: { query: { from, to, assignee_id: [...people] } } })),
  });

const since = (from: string) => ({ from });

/** How complaints registered since a day were handled, and what customers say of it. */
export const handlingQuery = (from: string) =>
  queryOptions({
    queryKey: ['complaints', 'home', 'handling', from],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/complaints/analysis/handling', { signal, params: { query: since(from) } })),
  });

export const satisfactionQuery = (from: string) =>
  queryOptions({
    queryKey: ['complaints', 'home', 'satisfaction', from],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/complaints/analysis/satisfaction', { signal, params: { query: since(from) } })),
  });

/** The time zones of somebody's queue: which are open, which open when, how many wait in each. */
export const clockQuery = (ownerId: string) =>
  queryOptions({
    queryKey: ['world-clock', ownerId],
    staleTime: 60_000,
    refetchInterval: 5 * 60_000,
    queryFn: ({ signal }) => unwrap(api.GET('/v1/world-clock', { signal, params: { query: { owner_id: ownerId } } })),
  });

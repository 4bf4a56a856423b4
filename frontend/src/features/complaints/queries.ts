import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { type Complaint, type Tagged, api, listOptions, onEvents, unwrap, unwrapTagged } from '@/api';
import type { DeskChoice, View } from '@/shared/addresses/complaints';

export interface Asker {
  id: string;
  department_id: string | null;
}

/** What the API is asked for: its own query string, read as parameters. */
function parametersOf(text: string): Record<string, string[]> {
  const asked = new URLSearchParams(text);
  return Object.fromEntries([...new Set(asked.keys())].map((name) => [name, asked.getAll(name)]));
}

const OPEN = { 'state.ne': ['archived' as const] };
const LIMIT = 60;

type Read = { cursor?: string | undefined; limit: number; counts: boolean; signal?: AbortSignal | undefined };

async function read({ view, figure, priority, state }: DeskChoice, me: Asker, { cursor, limit, counts, signal }: Read) {
  const page = { limit, ...(cursor && { cursor }), ...(counts && { count: 'exact' as const }) };
  const signalled = signal ? { signal } : {};
  if (view === 'mine') {
    const ours = (['first_responder_id', 'responsible_id'] as const).map((field) => ({
      field,
      op: 'eq' as const,
      value: me.id,
    }));
    const filter = {
      and: [
        { or: ours },
        { not: { field: 'state' as const, op: 'eq' as const, value: 'archived' as const } },
        ...(priority ? [{ field: 'priority' as const, op: 'eq' as const, value: priority }] : []),
        ...(state ? [{ field: 'state' as const, op: 'eq' as const, value: state }] : []),
      ],
    };
    return unwrap(api.POST('/v1/complaints/search', { ...signalled, body: { filter, sort: ['due_at'], ...page } }));
  }
  const sort = view === 'archived' || view === 'all' ? (['-registered_at'] as const) : (['due_at'] as const);
  const query = {
    ...(figure !== undefined && parametersOf(figure)),
    ...((view === 'open' || view === 'department') && OPEN),
    ...(view === 'department' && me.department_id && { department_id: [me.department_id] }),
    ...(view === 'archived' ? { state: ['archived' as const] } : state && { state: [state] }),
    ...(priority && { priority: [priority] }),
    sort: [...sort],
    ...page,
  };
  return unwrap(api.GET('/v1/complaints', { ...signalled, params: { query } }));
}

/** The desk's list, what is due first at the top. */
export const deskQuery = (choice: DeskChoice, me: Asker) =>
  listOptions(['complaints', 'desk', choice, me.id], (cursor, signal) =>
    read(choice, me, { cursor, limit: LIMIT, counts: cursor === undefined, signal }),
  );

/** How many each view of the desk holds. */
export const countsQuery = (me: Asker) =>
  queryOptions({
    queryKey: ['complaints', 'counts', me.id],
    queryFn: async ({ signal }) => {
      const count = async (view: View) => (await read({ view }, me, { limit: 1, counts: true, signal })).total ?? 0;
      const [open, mine, department] = await Promise.all([
        count('open'),
        count('mine'),
        me.department_id === null ? 0 : count('department'),
      ]);
      return { open, mine, department };
    },
  });

const of = (id: string) => ({ path: { complaint_id: id } });
const key = (id: string, part: string) => ['complaints', 'one', id, part] as const;

export const complaintQuery = (id: string) =>
  queryOptions({
    queryKey: key(id, 'record'),
    queryFn: ({ signal }): Promise<Tagged<Complaint>> =>
      unwrapTagged(api.GET('/v1/complaints/{complaint_id}', { signal, params: of(id) })),
  });

export const roundsQuery = (id: string) =>
  queryOptions({
    queryKey: key(id, 'rounds'),
    queryFn: ({ signal }) => unwrap(api.GET('/v1/complaints/{complaint_id}/rounds', { signal, params: of(id) })),
  });

export const deadlinesQuery = (id: string) =>
  queryOptions({
    queryKey: key(id, 'deadlines'),
    queryFn: ({ signal }) => unwrap(api.GET('/v1/complaints/{complaint_id}/deadlines', { signal, params: of(id) })),
  });

export const stagesQuery = (id: string) =>
  queryOptions({
    queryKey: key(id, 'stages'),
    queryFn: ({ signal }) => unwrap(api.GET('/v1/complaints/{complaint_id}/stages', { signal, params: of(id) })),
  });

export const preventiveOfQuery = (id: string) =>
  queryOptions({
    queryKey: key(id, 'preventive'),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/complaints/{complaint_id}/preventive-actions', { signal, params: of(id) })),
  });

/** Contacts with the customer since a moment, the latest first: what the complaint's moves refer to. */
export const recordsQuery = (customerId: string, since: string) =>
  queryOptions({
    queryKey: ['contact-records', 'since', customerId, since],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/contact-records', {
          signal,
          params: {
            query: {
              customer_id: [customerId],
              'started_at.gte': since,
              sort: ['-started_at'],
              limit: 20,
              count: 'exact',
            },
          },
        }),
      ),
  });

export const customerQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['customers', 'one', customerId],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/customers/{customer_id}', { signal, params: { path: { customer_id: customerId } } })),
  });

/** Departments by id, for their names in the reader's language. */
export const departmentsQuery = queryOptions({
  queryKey: ['departments', 'names'],
  staleTime: 30 * 60_000,
  queryFn: async ({ signal }) => {
    const page = await unwrap(api.GET('/v1/departments', { signal, params: { query: { limit: 100 } } }));
    return new Map(page.items.map((department) => [department.id, department]));
  },
});

/** Colleagues by id: who moved it. */
export const peopleQuery = queryOptions({
  queryKey: ['users', 'names'],
  staleTime: 30 * 60_000,
  queryFn: async ({ signal }) => {
    const page = await unwrap(api.GET('/v1/users', { signal, params: { query: { limit: 200 } } }));
    return new Map(page.items.map((person) => [person.id, person]));
  },
});

const again = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['complaints'] });
const prevented = (client: QueryClient) => {
  again(client);
  void client.invalidateQueries({ queryKey: ['preventive-actions'] });
};
onEvents({
  'complaint.registered': again,
  'complaint.moved': again,
  'complaint.dispatched': again,
  'complaint.updated': again,
  'complaint.escalated': again,
  'compensation.requested': again,
  'compensation.moved': again,
  'deadline.overdue': again,
  'preventive_action.created': prevented,
  'preventive_action.updated': prevented,
  'preventive_action.moved': prevented,
});

import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { type PlannedContact, api, listOptions, onEvents, unwrap } from '@/api';
import type { PlanListChoice } from '@/shared/addresses/plans';
import { plansKey } from '@/shared/plans';
import { addDays } from '@/shared/time';

/** Plans in reach, the newest first. */
export const plansQuery = ({ whose, kind, state }: PlanListChoice) =>
  listOptions([...plansKey, 'list', whose, kind ?? null, state ?? null], (cursor, signal) =>
    unwrap(
      api.GET('/v1/contact-plans', {
        signal,
        params: {
          query: {
            ...(whose === 'me' && { owner_id: ['me'] }),
            ...(kind && { kind: [kind] }),
            ...(state && { state: [state] }),
            limit: 50,
            ...(cursor ? { cursor } : { count: 'estimated' as const }),
          },
        },
      }),
    ),
  );

/** Somebody's plans that a contact can be put into: running ones and drafts. */
export const openPlansQuery = (owner: string) =>
  queryOptions({
    queryKey: [...plansKey, 'open', owner],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET('/v1/contact-plans', {
            signal,
            params: { query: { owner_id: [owner], state: ['draft', 'active', 'approved'], limit: 50 } },
          }),
        )
      ).items,
  });

const MOST_PAGES = 5;

/** All that somebody has planned from one day to another, done and missed ones too. */
export const weekQuery = (assignee: string, from: string, to: string) =>
  queryOptions({
    queryKey: [...plansKey, 'week', assignee, from, to],
    queryFn: async ({ signal }) => {
      const items: PlannedContact[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const query = {
          assignee_id: [assignee],
          'due_on.gte': from,
          'due_on.lte': to,
          state: ['planned', 'pending_approval', 'done', 'missed'] as const,
          limit: 200,
          ...(cursor !== undefined && { cursor }),
        };
        // Each page begins where the one before ends.
        // oxlint-disable-next-line no-await-in-loop
        const answer = await unwrap(
          api.GET('/v1/planned-contacts', { signal, params: { query: { ...query, state: [...query.state] } } }),
        );
        items.push(...answer.items);
        if (!answer.next_cursor) break;
        cursor = answer.next_cursor;
      }
      return items;
    },
  });

/** One planned contact. */
export const itemQuery = (id: string) =>
  queryOptions({
    queryKey: [...plansKey, 'item', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/planned-contacts/{item_id}', { signal, params: { path: { item_id: id } } })),
  });

/** Customers whom somebody owes a contact: missed ones, and those past their cadence; the longest owed first. */
export const owedQuery = (owner: string) =>
  listOptions(['duties', 'owed', owner], (cursor, signal) =>
    unwrap(
      api.GET('/v1/duties', {
        signal,
        params: {
          query: {
            owner_id: [owner],
            overdue: [true],
            sort: ['due_at'],
            limit: 30,
            ...(cursor ? { cursor } : { count: 'exact' as const }),
          },
        },
      }),
    ),
  );

/** When a customer, or the person there, may be called in a week, and why not on its other days (OT-10). */
export const callableQuery = (customer: string, contact: string | null, monday: string) =>
  queryOptions({
    queryKey: [...plansKey, 'callable', customer, contact, monday],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/callable-windows', {
          signal,
          params: {
            query: {
              customer_id: customer,
              ...(contact !== null && { contact_id: contact }),
              // Whole weeks there, whichever side of the world they live on.
              from: `${addDays(monday, -1)}T00:00:00Z`,
              to: `${addDays(monday, 8)}T00:00:00Z`,
            },
          },
        }),
      ),
  });

/** What is known of a customer before it is revisited, and what the record must have. */
export const revisitQuery = (customer: string) =>
  queryOptions({
    queryKey: [...plansKey, 'revisit', customer],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/customers/{customer_id}/revisit-form', { signal, params: { path: { customer_id: customer } } }),
      ),
  });

/** Where a planned contact is fetched as a file for a calendar (RV-6). */
export const calendarPath = (id: string) => `/v1/planned-contacts/${id}/calendar`;

const again = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['duties', 'owed'] });
onEvents({ 'contact_record.logged': again, 'planned_contact.planned': again, 'alert.opened': again });

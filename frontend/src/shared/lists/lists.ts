import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { type EventType, type Permission, api, listOptions, onEvents, unwrap } from '@/api';

interface List {
  path: string;
  /** Who may read it. */
  needs: Permission;
  sort: string;
}

/** The lists that figures count and open, by their word in the address. */
export const LISTS = {
  calls: { path: '/v1/call-records', needs: 'record:read', sort: '-started_at' },
  contacts: { path: '/v1/contact-records', needs: 'record:read', sort: '-started_at' },
  planned: { path: '/v1/planned-contacts', needs: 'plan:read', sort: 'due_from' },
  plans: { path: '/v1/contact-plans', needs: 'plan:read', sort: '-created_at' },
  handoffs: { path: '/v1/handoffs', needs: 'handoff:read', sort: 'due_at' },
  alerts: { path: '/v1/alerts', needs: 'alert:read', sort: 'since' },
  waiting: { path: '/v1/waiting-for-me', needs: 'alert:read', sort: 'since' },
  complaints: { path: '/v1/complaints', needs: 'complaint:read', sort: 'due_at' },
  preventive: { path: '/v1/preventive-actions', needs: 'complaint:read', sort: 'due_on' },
  opportunities: { path: '/v1/opportunities', needs: 'opportunity:read', sort: '-base_amount' },
  milestones: { path: '/v1/milestones', needs: 'opportunity:read', sort: 'due_on' },
  actions: { path: '/v1/review-actions', needs: 'opportunity:read', sort: 'due_on' },
  customers: { path: '/v1/customers', needs: 'customer:read', sort: '-created_at' },
  changes: { path: '/v1/important-changes', needs: 'customer:read', sort: '-entered_at' },
  followed: { path: '/v1/customer-changes', needs: 'customer:read', sort: '-at' },
  reviews: { path: '/v1/customer-reviews', needs: 'customer:read', sort: 'due_on' },
  notes: { path: '/v1/notes', needs: 'note:read', sort: '-created_at' },
  people: { path: '/v1/users', needs: 'user:read', sort: 'name' },
  keys: { path: '/v1/api-keys', needs: 'api_key:write', sort: '-created_at' },
  imports: { path: '/v1/imports', needs: 'import:run', sort: '-created_at' },
  exports: { path: '/v1/exports', needs: 'export:run', sort: '-created_at' },
  history: { path: '/v1/history', needs: 'history:read', sort: '-id' },
} as const satisfies Record<string, List>;

export type ListKind = keyof typeof LISTS;

/** What a list is narrowed to: parameters of the API, by name. */
export type Narrowing = Readonly<Record<string, string | boolean | readonly string[]>>;

/** A narrowing as the API's query string: what an address holds. */
export function queryOf(narrowing: Narrowing): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(narrowing)) {
    for (const each of Array.isArray(value) ? (value as readonly string[]) : [String(value)]) asked.append(name, each);
  }
  return asked.toString();
}

/** The API's query string, read as parameters. */
export function parametersOf(text: string): Record<string, string[]> {
  const asked = new URLSearchParams(text);
  return Object.fromEntries([...new Set(asked.keys())].map((name) => [name, asked.getAll(name)]));
}

interface Asked {
  of: string;
  limit: number;
  cursor?: string | undefined;
  counts?: 'exact' | 'estimated' | false;
  sort?: string;
  signal: AbortSignal;
}

function read<Row = unknown>(
  kind: ListKind,
  { of, limit, cursor, counts = false, sort = LISTS[kind].sort, signal }: Asked,
) {
  const query = {
    ...parametersOf(of),
    sort: [sort],
    limit,
    ...(cursor !== undefined && { cursor }),
    ...(counts && { count: counts }),
  };
  // All these lists are asked alike; each row is read by the words of its own kind.
  return unwrap(api.GET(LISTS[kind].path as '/v1/alerts', { signal, params: { query: query as never } })) as Promise<{
    items: Row[];
    next_cursor?: string | null;
    total?: number | null;
    total_is_estimate?: boolean | null;
  }>;
}

/** How many records a figure counts. */
export const countQuery = (kind: ListKind, of: string) =>
  queryOptions({
    queryKey: ['lists', kind, 'count', of],
    staleTime: 60_000,
    queryFn: async ({ signal }) => (await read(kind, { of, limit: 1, counts: 'exact', signal })).total ?? 0,
  });

/** The first rows of a list, and how many there are in all: about, where they are many. */
export const firstQuery = <Row>(kind: ListKind, of: string, limit: number, sort?: string) =>
  queryOptions({
    queryKey: ['lists', kind, 'first', of, limit, sort],
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const page = await read(kind, { of, limit, counts: 'estimated', signal, ...(sort && { sort }) });
      const isEstimate = page.total_is_estimate ?? false;
      return { rows: page.items as Row[], total: page.total ?? page.items.length, isEstimate };
    },
  });

/** Every row of a list, page by page, up to `most`. */
export const everyQuery = <Row>(kind: ListKind, of: string, most = 1000) =>
  queryOptions({
    queryKey: ['lists', kind, 'every', of, most],
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const rows: Row[] = [];
      let cursor: string | undefined;
      do {
        // Each page begins where the one before ends.
        // oxlint-disable-next-line no-await-in-loop
        const page = await read(kind, { of, limit: 200, cursor, signal });
        rows.push(...(page.items as Row[]));
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined && rows.length < most);
      return rows;
    },
  });

/** The whole list, as far as one has scrolled. */
export const rowsQuery = <Row = unknown>(kind: ListKind, of: string) =>
  listOptions<Row>(['lists', kind, 'rows', of], (cursor, signal) =>
    read<Row>(kind, { of, limit: 60, cursor, counts: cursor === undefined && 'estimated', signal }),
  );

const TOUCHED: Partial<Record<EventType, readonly ListKind[]>> = {
  'contact_record.logged': ['calls', 'contacts'],
  'planned_contact.done': ['planned'],
  'planned_contact.planned': ['planned'],
  'planned_contact.changed': ['planned'],
  'handoff.opened': ['handoffs'],
  'handoff.moved': ['handoffs'],
  'complaint.registered': ['complaints'],
  'complaint.moved': ['complaints'],
  'alert.opened': ['alerts', 'waiting'],
  'alert.resolved': ['alerts', 'waiting'],
  'note.written': ['notes'],
  'note.changed': ['notes'],
  'customer_review.attested': ['reviews'],
};

const renew = (type: EventType) => (client: QueryClient) => {
  for (const kind of TOUCHED[type] ?? []) void client.invalidateQueries({ queryKey: ['lists', kind] });
};
onEvents(Object.fromEntries((Object.keys(TOUCHED) as EventType[]).map((type) => [type, renew(type)])));

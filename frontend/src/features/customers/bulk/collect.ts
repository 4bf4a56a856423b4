import { type CustomerLine, type CustomersSearch, api, unwrap } from '@/api';
import type { Selection } from '@/shared/ui/table';

/** How many customers are changed by one decision at most: an import or a policy is for more. */
export const MOST_AT_ONCE = 1000;
/** How many the server takes in one request. */
export const MOST_IN_ONE = 200;

/** Pieces of at most `size`, in order. */
export function pieces<T>(all: readonly T[], size = MOST_IN_ONE): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}

/** The customers that are selected, as they are now: `most` of them at most. */
export async function selectedLines(
  selection: Selection,
  body: CustomersSearch,
  most = MOST_AT_ONCE,
): Promise<CustomerLine[]> {
  const filters: CustomersSearch[] =
    selection.kind === 'all'
      ? [body]
      : pieces([...selection.ids].slice(0, most), 100).map((ids) => ({
          filter: { field: 'id', op: 'in', value: ids },
        }));
  const lines: CustomerLine[] = [];
  for (const filter of filters) {
    let cursor: string | undefined;
    do {
      // Each page begins where the one before ends.
      // oxlint-disable-next-line no-await-in-loop
      const page = await unwrap(
        api.POST('/v1/customers/search', {
          body: { ...filter, limit: MOST_IN_ONE, ...(cursor !== undefined && { cursor }) },
        }),
      );
      lines.push(...page.items.filter((line) => selection.kind === 'some' || !selection.except.has(line.id)));
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined && lines.length < most);
  }
  return lines.slice(0, most);
}

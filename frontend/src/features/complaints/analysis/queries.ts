import { queryOptions } from '@tanstack/react-query';
import { type Priority, api, unwrap } from '@/api';

/** Which complaints an analysis looks at. */
export interface Cut {
  from?: string;
  to?: string;
  product_id?: string;
  department_id?: string;
  market_id?: string;
  priority?: Priority;
}

const PRIORITIES: readonly string[] = ['urgent', 'high', 'normal', 'low'] satisfies Priority[];
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What of an address narrows the analysis. */
export function cutOf(search: Record<string, unknown>): Cut {
  const text = (name: string) => (typeof search[name] === 'string' && search[name] !== '' ? search[name] : undefined);
  const day = (name: string) => (DAY.test(text(name) ?? '') ? text(name) : undefined);
  const from = day('from');
  const to = day('to');
  const product_id = text('product_id');
  const department_id = text('department_id');
  const market_id = text('market_id');
  const priority = PRIORITIES.includes(text('priority') ?? '') ? (text('priority') as Priority) : undefined;
  return {
    ...(from && { from }),
    ...(to && { to }),
    ...(product_id && { product_id }),
    ...(department_id && { department_id }),
    ...(market_id && { market_id }),
    ...(priority && { priority }),
  };
}

const options = <Data>(name: string, cut: Cut, read: (signal: AbortSignal) => Promise<Data>) =>
  queryOptions({
    queryKey: ['complaints', 'analysis', name, cut],
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) => read(signal),
  });

export const causesQuery = (cut: Cut) =>
  options('causes', cut, (signal) =>
    unwrap(api.GET('/v1/complaints/analysis/root-causes', { signal, params: { query: cut } })),
  );
export const handlingQuery = (cut: Cut) =>
  options('handling', cut, (signal) =>
    unwrap(api.GET('/v1/complaints/analysis/handling', { signal, params: { query: cut } })),
  );
export const repeatsQuery = (cut: Cut) =>
  options('repeats', cut, (signal) =>
    unwrap(api.GET('/v1/complaints/analysis/repeats', { signal, params: { query: cut } })),
  );
export const stagesQuery = (cut: Cut) =>
  options('stages', cut, (signal) =>
    unwrap(api.GET('/v1/complaints/analysis/stages', { signal, params: { query: cut } })),
  );
export const satisfactionQuery = (cut: Cut) =>
  options('satisfaction', cut, (signal) =>
    unwrap(api.GET('/v1/complaints/analysis/satisfaction', { signal, params: { query: cut } })),
  );
export const monthsQuery = (cut: Cut) =>
  options('months', cut, (signal) =>
    unwrap(api.GET('/v1/complaints/analysis/months', { signal, params: { query: cut } })),
  );
export const productsQuery = (cut: Cut) =>
  options('products', cut, (signal) =>
    unwrap(api.GET('/v1/complaints/analysis/products', { signal, params: { query: cut } })),
  );
export const departmentsQuery = (cut: Cut) =>
  options('departments', cut, (signal) =>
    unwrap(api.GET('/v1/complaints/analysis/departments', { signal, params: { query: cut } })),
  );
export const marketsQuery = (cut: Cut) =>
  options('markets', cut, (signal) =>
    unwrap(api.GET('/v1/complaints/analysis/markets', { signal, params: { query: cut } })),
  );

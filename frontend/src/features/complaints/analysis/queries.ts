import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api';
import type { Cut } from '@/shared/addresses/complaints';

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

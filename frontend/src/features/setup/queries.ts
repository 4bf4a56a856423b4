import { queryOptions } from '@tanstack/react-query';
import { type Readiness, type Role, api, isApiError, once, unwrap } from '@/api';

/** What there is in the installation: all that the list of steps is drawn from. */
export interface Installation {
  /** Active people by role. */
  people: Readonly<Partial<Record<Role, number>>>;
  departments: number;
  teams: number;
  calendar: { zone: string; country: string | null; isChanged: boolean } | null;
  ownCalendars: number;
  currency: string;
  /** Somebody has decided on the base currency, if only to keep the one that ships. */
  isCurrencyDecided: boolean;
  settings: number;
  /** Settings decided on, besides the base currency. */
  decided: number;
  products: number;
  markets: number;
  rates: number;
  keys: number;
  /** Imports that were carried out to the end. */
  imports: number;
}

const CURRENCY = 'base_currency';
const ONE = { limit: 1, count: 'exact' as const };
const number = ({ total }: { total?: number | null }) => total ?? 0;

export const installationQuery = queryOptions({
  queryKey: ['installation'],
  queryFn: async ({ signal }): Promise<Installation> => {
    const active = { ...ONE, active: [true] };
    const [roles, departments, teams, calendars, policies, products, markets, rates, keys, imports] = await Promise.all(
      [
        unwrap(api.GET('/v1/roles', { signal })),
        unwrap(api.GET('/v1/departments', { signal, params: { query: active } })),
        unwrap(api.GET('/v1/teams', { signal, params: { query: active } })),
        unwrap(api.GET('/v1/calendars', { signal, params: { query: { limit: 200 } } })),
        unwrap(api.GET('/v1/policies', { signal, params: { query: {} } })),
        unwrap(api.GET('/v1/products', { signal, params: { query: ONE } })),
        unwrap(api.GET('/v1/markets', { signal, params: { query: ONE } })),
        unwrap(api.GET('/v1/exchange-rates', { signal, params: { query: ONE } })),
        unwrap(api.GET('/v1/api-keys', { signal, params: { query: { ...ONE, 'revoked_at.null': true } } })),
        unwrap(api.GET('/v1/imports', { signal, params: { query: { ...ONE, state: ['finished'] } } })),
      ],
    );
    const base = policies.items.find((policy) => policy.key === CURRENCY);
    const company = calendars.items.find((calendar) => calendar.department_id === null);
    return {
      people: Object.fromEntries(roles.items.map((role) => [role.role, role.people])),
      departments: number(departments),
      teams: number(teams),
      calendar: company
        ? {
            zone: company.zone,
            country: company.holiday_country,
            isChanged: company.version > 1 || company.exceptions.length > 0,
          }
        : null,
      ownCalendars: calendars.items.length - (company ? 1 : 0),
      currency: typeof base?.in_force.value === 'string' ? base.in_force.value : '',
      isCurrencyDecided: (base?.in_force.number ?? 0) > 0,
      settings: policies.items.length,
      decided: policies.items.filter(
        ({ key, in_force: inForce, pending }) => key !== CURRENCY && (inForce.number > 0 || pending.length > 0),
      ).length,
      products: number(products),
      markets: number(markets),
      rates: number(rates),
      keys: number(keys),
      imports: number(imports),
    };
  },
});

/** Decides that the base currency stays as it ships: then that is known to be meant. */
export async function keepCurrency(currency: string, reason: string) {
  const path = { key: CURRENCY };
  const { revision } = await unwrap(api.GET('/v1/policies/{key}', { params: { path } }));
  return once('setup:currency', { currency, revision }, (intent) =>
    unwrap(
      api.POST('/v1/policies/{key}/versions', {
        body: { value: currency, reason },
        params: { path, header: { 'If-Match': `"${revision}"`, 'Idempotency-Key': intent } },
      }),
    ),
  );
}

/** What the server says of itself: each part, and `ok` or what is wrong with it. */
export const readinessQuery = queryOptions({
  queryKey: ['readiness'],
  refetchInterval: 60_000,
  queryFn: async ({ signal }): Promise<Readiness['checks']> => {
    try {
      return (await unwrap(api.GET('/readyz', { signal }))).checks;
    } catch (error) {
      const checks = isApiError(error) && (error.problem as unknown as { checks?: Readiness['checks'] }).checks;
      if (checks) return checks;
      throw error;
    }
  },
});

import { type QueryClient, queryOptions, useQueryClient } from '@tanstack/react-query';
import {
  type ApiKeyCreate,
  type Department,
  type DepartmentCreate,
  type Team,
  type TeamCreate,
  type User,
  type UserCreate,
  type UserUpdate,
  api,
  listOptions,
  onEvents,
  once,
  unwrap,
} from '@/api';

/** All teams by id, closed ones too. */
export const teamsQuery = queryOptions({
  queryKey: ['teams', 'all'],
  queryFn: async ({ signal }) => {
    const page = await unwrap(api.GET('/v1/teams', { signal, params: { query: { limit: 200 } } }));
    return new Map(page.items.map((team) => [team.id, team]));
  },
});

/** All departments by id, closed ones too. */
export const departmentsQuery = queryOptions({
  queryKey: ['departments', 'all'],
  queryFn: async ({ signal }) => {
    const page = await unwrap(api.GET('/v1/departments', { signal, params: { query: { limit: 200 } } }));
    return new Map(page.items.map((department) => [department.id, department]));
  },
});

/** What each role may do. */
export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }) => (await unwrap(api.GET('/v1/roles', { signal }))).items,
});

/** Keys that I may see, those in use first. */
export const keysQuery = listOptions(['api-keys'], (cursor, signal) =>
  unwrap(
    api.GET('/v1/api-keys', {
      signal,
      params: { query: { limit: 100, count: 'exact', ...(cursor && { cursor }) } },
    }),
  ),
);

const tag = (version: number) => ({ 'If-Match': `"${version}"` });

export const createUser = (body: UserCreate) =>
  once('user:new', body, (key) =>
    unwrap(api.POST('/v1/users', { body, params: { header: { 'Idempotency-Key': key } } })),
  );

export const updateUser = ({ id, version }: Pick<User, 'id' | 'version'>, body: UserUpdate) =>
  unwrap(api.PATCH('/v1/users/{user_id}', { body, params: { path: { user_id: id }, header: tag(version) } }));

export const resetPassword = (id: string, password: string) =>
  once(`user:${id}:password`, password, (key) =>
    unwrap(
      api.POST('/v1/users/{user_id}/password', {
        body: { new_password: password },
        params: { path: { user_id: id }, header: { 'Idempotency-Key': key } },
      }),
    ),
  );

export const signOutEverywhere = (id: string) =>
  once(`user:${id}:sign-out`, null, (key) =>
    unwrap(
      api.POST('/v1/users/{user_id}/sign-out-everywhere', {
        params: { path: { user_id: id }, header: { 'Idempotency-Key': key } },
      }),
    ),
  );

export const saveTeam = (team: Team | null, body: TeamCreate & { active?: boolean }) =>
  team === null
    ? once('team:new', body, (key) =>
        unwrap(api.POST('/v1/teams', { body, params: { header: { 'Idempotency-Key': key } } })),
      )
    : unwrap(
        api.PATCH('/v1/teams/{team_id}', { body, params: { path: { team_id: team.id }, header: tag(team.version) } }),
      );

export const changeTeam = (team: Team, body: { active: boolean }) =>
  unwrap(api.PATCH('/v1/teams/{team_id}', { body, params: { path: { team_id: team.id }, header: tag(team.version) } }));

export const dissolveTeam = (team: Team) =>
  unwrap(api.DELETE('/v1/teams/{team_id}', { params: { path: { team_id: team.id }, header: tag(team.version) } }));

const ofDepartment = ({ id, version }: Department) => ({ path: { department_id: id }, header: tag(version) });

export const saveDepartment = (department: Department | null, { code, ...body }: DepartmentCreate) =>
  department === null
    ? once('department:new', { code, ...body }, (key) =>
        unwrap(
          api.POST('/v1/departments', { body: { code, ...body }, params: { header: { 'Idempotency-Key': key } } }),
        ),
      )
    : unwrap(api.PATCH('/v1/departments/{department_id}', { body, params: ofDepartment(department) }));

export const changeDepartment = (department: Department, body: { active: boolean }) =>
  unwrap(api.PATCH('/v1/departments/{department_id}', { body, params: ofDepartment(department) }));

export const dissolveDepartment = (department: Department) =>
  unwrap(api.DELETE('/v1/departments/{department_id}', { params: ofDepartment(department) }));

export const createKey = (body: ApiKeyCreate) =>
  once('api-key:new', body, (key) =>
    unwrap(api.POST('/v1/api-keys', { body, params: { header: { 'Idempotency-Key': key } } })),
  );

export const revokeKey = (id: string) =>
  unwrap(api.DELETE('/v1/api-keys/{key_id}', { params: { path: { key_id: id } } }));

const again = (client: QueryClient) => {
  for (const queryKey of [['users'], ['teams'], ['departments'], ['roles'], ['api-keys']])
    void client.invalidateQueries({ queryKey });
};
onEvents({ 'user.created': again, 'user.changed': again, 'user.deactivated': again });

/** Reads people and the organisation again: each change touches more than its own record. */
export function useReadAgain(): () => void {
  const client = useQueryClient();
  return () => again(client);
}

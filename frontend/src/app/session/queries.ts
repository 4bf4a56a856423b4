import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { Session, SignIn } from '@/api/types';

/** Who is signed in, and until when. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }): Promise<Session> => unwrap(api.GET('/v1/session', { signal })),
  staleTime: 60_000,
});

/** Starts a session. 401: wrong; 429: wait `retryAfter` seconds. */
export function signIn(body: SignIn): Promise<Session> {
  return unwrap(api.POST('/v1/session', { body }));
}

/** Ends this browser's session. */
export function signOut(): Promise<unknown> {
  return unwrap(api.DELETE('/v1/session'));
}

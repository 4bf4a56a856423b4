import { redirect } from '@tanstack/react-router';
import { isApiError } from '@/api/problem';

export interface Onward {
  /** Where to go afterwards: a path of this product. */
  next?: string;
}

/** What the address says of where to go after signing in. */
export function onward(search: Record<string, unknown>): Onward {
  const next = search['next'];
  return typeof next === 'string' && /^\/(?!\/)/.test(next) ? { next } : {};
}

/** Where a visit goes on that is refused for want of a session, or of a password of one's own; other failures stand. */
export function turnAway(error: unknown, search: Onward): never {
  if (isApiError(error) && error.status === 401) throw redirect({ to: '/sign-in', search });
  if (isApiError(error) && error.code === 'own_password_needed') throw redirect({ to: '/own-password', search });
  throw error;
}

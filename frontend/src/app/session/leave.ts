import { queryClient } from '../query-client';
import { signOut } from './queries';
import { signedOut } from './session';

/**
 * Signs out and goes to sign-in with a fresh page, so that nothing of this person stays in memory. Drafts are kept.
 * `end`: what ends the session, or all of them.
 */
export function signOutAndLeave(end: () => Promise<unknown> = signOut): void {
  const leave = () => {
    signedOut();
    queryClient.clear();
    location.assign('/sign-in');
  };
  end().then(leave, leave);
}

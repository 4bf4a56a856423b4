import { queryClient } from '../query-client';
import { signOut } from './queries';
import { signedOut } from './session';

/** Signs out and goes to sign-in with a fresh page, so that nothing of this person stays in memory. Drafts are kept. */
export function signOutAndLeave(): void {
  const leave = () => {
    signedOut();
    queryClient.clear();
    location.assign('/sign-in');
  };
  signOut().then(leave, leave);
}

import { Trans } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { useMe } from '@/shared/permissions';
import { Button } from '@/shared/ui/actions/button';
import { Dialog } from '@/shared/ui/overlays/dialog';
import { SignInForm } from './sign-in-form';
import { sessionLives, signedOut } from './session';

/** The session is over: the page stays as it is, and the same person goes on where they were. */
export function SignInAgain() {
  const me = useMe();
  const client = useQueryClient();
  const leave = () => {
    signedOut();
    location.assign('/sign-in');
  };
  return (
    <Dialog
      isOpen
      role="alertdialog"
      onClose={() => {}}
      title={<Trans>Sign in again to go on</Trans>}
      footer={
        <Button variant="ghost" onPress={leave}>
          <Trans>Somebody else</Trans>
        </Button>
      }
    >
      <p className="mb-3">
        <Trans>The session of {me.email} has ended. This page and what you have written are still here.</Trans>
      </p>
      <SignInForm
        email={me.email}
        onSignedIn={(session) => {
          if (session.user.id !== me.id) return location.reload();
          sessionLives();
          void client.invalidateQueries();
        }}
      />
    </Dialog>
  );
}

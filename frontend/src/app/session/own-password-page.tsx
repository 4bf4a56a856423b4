import { Trans } from '@lingui/react/macro';
import { Frame } from './frame';
import { signOutAndLeave } from './leave';
import { PasswordForm } from './password-form';

/** Whoever was given a password chooses another before anything else: who gave it knows it. */
export function OwnPasswordPage({ onChosen }: { onChosen: () => void }) {
  return (
    <Frame
      title={<Trans>Choose your own password</Trans>}
      lead={<Trans>The one you signed in with was given to you. Only you should know yours.</Trans>}
    >
      <PasswordForm isGiven onDone={onChosen} onLeave={() => signOutAndLeave()} />
    </Frame>
  );
}

import { Trans } from '@lingui/react/macro';
import { Clock } from 'lucide-react';
import type { Session } from '@/api';
import { Note } from '@/shared/ui/feedback/note';
import { Frame } from './frame';
import { hasExpired } from './session';
import { SignInForm } from './sign-in-form';

/** Signing in. */
export function SignInPage({ onSignedIn }: { onSignedIn: (session: Session) => void }) {
  return (
    <Frame
      title={<Trans>Sign in to Meridian</Trans>}
      lead={<Trans>Selling overseas by telephone, and the customers</Trans>}
    >
      {hasExpired() && (
        <Note tone="info" icon={Clock} className="mb-4.5" role="status">
          <Trans>
            Your last session has expired. Calls you had not saved are kept on this machine; go on with them after
            signing in.
          </Trans>
        </Note>
      )}
      <SignInForm onSignedIn={onSignedIn} />
      <p className="mt-3 text-xs text-ink-3">
        <Trans>No account, or the password forgotten? Ask your company’s administrator.</Trans>
      </p>
    </Frame>
  );
}

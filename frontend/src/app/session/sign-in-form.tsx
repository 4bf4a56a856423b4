import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type Session, isApiError } from '@/api';
import { counter, useSecond } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { PasswordField, TextField } from '@/shared/ui/forms/text-field';
import { signIn } from './queries';

interface Props {
  /** The account is known: only its password is asked for. */
  email?: string;
  onSignedIn: (session: Session) => void;
}

/** Email and password. Says the same whether or not the account exists; after too many failures, when to try again. */
export function SignInForm({ email: known, onSignedIn }: Props) {
  const { t } = useLingui();
  const [email, setEmail] = useState(known ?? '');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState<'email' | 'password' | null>(null);
  const [waitUntil, setWaitUntil] = useState(0);
  const mutation = useMutation({
    meta: { handles: [401, 429, 0] },
    retry: false,
    mutationFn: signIn,
    onSuccess: onSignedIn,
    onError: (error) => {
      if (isApiError(error) && error.status === 429) setWaitUntil(Date.now() + (error.retryAfter ?? 60) * 1000);
    },
  });

  const error = isApiError(mutation.error) ? mutation.error : null;

  function submit() {
    if (email.trim() === '') return setMissing('email');
    if (password === '') return setMissing('password');
    if (Date.now() < waitUntil) return;
    setMissing(null);
    mutation.mutate({ email: email.trim(), password });
  }

  const wrong = error?.status === 401 ? t`The email or the password is wrong.` : undefined;
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {known === undefined && (
        <TextField
          size="lg"
          label={t`Email`}
          type="email"
          name="email"
          autoComplete="username"
          value={email}
          onChange={(typed) => {
            setEmail(typed);
            setWaitUntil(0);
            mutation.reset();
          }}
          autoFocus
          error={missing === 'email' ? t`Enter your email, e.g. name@company.example.` : undefined}
        />
      )}
      <PasswordField
        size="lg"
        label={t`Password`}
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={(typed) => {
          setPassword(typed);
          if (error?.status === 401) mutation.reset();
        }}
        autoFocus={known !== undefined}
        error={missing === 'password' ? t`Enter your password.` : wrong}
      />
      {error?.status === 429 && <Throttled until={waitUntil} />}
      {error && error.status !== 401 && error.status !== 429 && (
        <p role="alert" className="text-xs text-bad-ink">
          {error.isPassing ? (
            <Trans>The server cannot be reached. Try again in a moment.</Trans>
          ) : (
            <Trans>Signing in failed. Problem number {error.problem.trace_id}.</Trans>
          )}
        </p>
      )}
      <Button
        type="submit"
        variant="primary"
        size="lg"
        keys="enter"
        isBusy={mutation.isPending}
        className="h-10 w-full"
      >
        <Trans>Sign in</Trans>
      </Button>
    </form>
  );
}

function Throttled({ until }: { until: number }) {
  const now = useSecond();
  const left = counter(Math.ceil((until - now) / 1000));
  return (
    <p role="alert" className="text-xs text-bad-ink">
      {now < until ? (
        <Trans>Too many failed attempts. Try again in {left}.</Trans>
      ) : (
        <Trans>You can try again now.</Trans>
      )}
    </p>
  );
}

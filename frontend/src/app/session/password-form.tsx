import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { type PasswordChange, api, once, unwrap } from '@/api';
import { Button } from '@/shared/ui/actions/button';
import { Bound, placeFaults } from '@/shared/ui/forms/form';
import { PasswordField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';

interface Props {
  /** The present password was given to me: it has to be replaced. */
  isGiven?: boolean;
  onDone: () => void;
  /** Away without a change. */
  onLeave: () => void;
}

/** Changing my own password; needs the present one. My other sessions end. */
export function PasswordForm({ isGiven = false, onDone, onLeave }: Props) {
  const { t } = useLingui();
  const { control, handleSubmit, setError } = useForm<PasswordChange>({
    defaultValues: { old_password: '', new_password: '' },
  });
  const change = useMutation({
    meta: { handles: [422] },
    mutationFn: (body: PasswordChange) =>
      once('password', body, (key) =>
        unwrap(api.POST('/v1/me/password', { body, params: { header: { 'Idempotency-Key': key } } })),
      ),
    onSuccess: () => {
      if (!isGiven) toast.done(t`The password is changed. Your other sessions have ended.`);
      onDone();
    },
    onError: (error) => placeFaults(error, setError, (path) => path === 'old_password' || path === 'new_password'),
  });
  const size = isGiven ? 'lg' : 'md';
  return (
    <form
      className={isGiven ? 'flex flex-col gap-4' : 'flex flex-col gap-2.5'}
      onSubmit={(event) => void handleSubmit((body) => change.mutate(body))(event)}
    >
      <Bound control={control} name="old_password">
        {(field) => (
          <PasswordField
            {...field}
            size={size}
            label={isGiven ? t`Password you were given` : t`Present password`}
            autoComplete="current-password"
            isRequired
            autoFocus
          />
        )}
      </Bound>
      <Bound control={control} name="new_password">
        {(field) => (
          <PasswordField
            {...field}
            size={size}
            label={isGiven ? t`Your own password` : t`New password`}
            autoComplete="new-password"
            isRequired
            help={<Trans>12 characters at least; a few words in a row are good.</Trans>}
          />
        )}
      </Bound>
      <div className="flex gap-2">
        <Button type="submit" variant="primary" size={size} isBusy={change.isPending}>
          {isGiven ? <Trans>Set the password and go on</Trans> : <Trans>Change the password</Trans>}
        </Button>
        <Button variant="ghost" size={size} onPress={onLeave}>
          {isGiven ? <Trans>Sign out</Trans> : <Trans>Leave as it is</Trans>}
        </Button>
      </div>
    </form>
  );
}

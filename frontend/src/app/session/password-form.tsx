import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { type PasswordChange, api, once, unwrap } from '@/api';
import { Button } from '@/shared/ui/button';
import { Bound, placeFaults } from '@/shared/ui/form';
import { PasswordField } from '@/shared/ui/text-field';
import { toast } from '@/shared/ui/toast';

/** Changing my own password; needs the present one. My other sessions end. */
export function PasswordForm({ onDone }: { onDone: () => void }) {
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
      toast.done(t`The password is changed. Your other sessions have ended.`);
      onDone();
    },
    onError: (error) => placeFaults(error, setError, (path) => path === 'old_password' || path === 'new_password'),
  });
  return (
    <form
      className="flex flex-col gap-2.5"
      onSubmit={(event) => void handleSubmit((body) => change.mutate(body))(event)}
    >
      <Bound control={control} name="old_password">
        {(field) => (
          <PasswordField {...field} label={t`Present password`} autoComplete="current-password" isRequired autoFocus />
        )}
      </Bound>
      <Bound control={control} name="new_password">
        {(field) => (
          <PasswordField
            {...field}
            label={t`New password`}
            autoComplete="new-password"
            isRequired
            help={<Trans>12 characters at least; a few words in a row are good.</Trans>}
          />
        )}
      </Bound>
      <div className="flex gap-2">
        <Button type="submit" variant="primary" isBusy={change.isPending}>
          <Trans>Change the password</Trans>
        </Button>
        <Button variant="ghost" onPress={onDone}>
          <Trans>Leave as it is</Trans>
        </Button>
      </div>
    </form>
  );
}

import { Trans, useLingui } from '@lingui/react/macro';
import { Dices } from 'lucide-react';
import { useState } from 'react';
import type { User } from '@/api';
import { personName } from '@/shared/format';
import { Button } from '@/shared/ui/actions/button';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { PasswordField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { resetPassword } from '../queries';

/* Letters and digits that are not taken for one another when read out. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

function made(): string {
  const drawn = crypto.getRandomValues(new Uint32Array(16));
  const text = Array.from(drawn, (number) => LETTERS[number % LETTERS.length]).join('');
  return text.replaceAll(/(.{4})(?=.)/g, '$1-');
}

/** A new password for somebody who is new or forgot it; it signs them out everywhere. */
export function PasswordDialog({ person, onClose }: { person: User; onClose: () => void }) {
  const { t } = useLingui();
  const [password, setPassword] = useState('');
  return (
    <FormDialog
      title={t`Set a password for ${personName(person)}`}
      act={t`Set it`}
      onClose={onClose}
      isReady={password.length >= 12}
      shows={(pointer) => pointer === '/new_password'}
      send={() => resetPassword(person.id, password)}
      onDone={() => toast.done(t`The password of ${personName(person)} is set`)}
    >
      {({ isAsked, faultAt }) => (
        <>
          <p className="text-ink-2">
            <Trans>It ends all sessions of this person. Tell it yourself; they change it in their own settings.</Trans>
          </p>
          <PasswordField
            label={t`New password`}
            isRequired
            autoFocus
            autoComplete="new-password"
            value={password}
            onChange={setPassword}
            help={t`12 characters at least.`}
            error={isAsked && password.length < 12 ? t`12 characters at least.` : faultAt('/new_password')}
          />
          <p className="flex items-center gap-2">
            <Button size="sm" icon={Dices} onPress={() => setPassword(made())}>
              <Trans>Make one up</Trans>
            </Button>
            {password !== '' && (
              <Button size="sm" variant="ghost" onPress={() => void navigator.clipboard.writeText(password)}>
                <Trans>Copy</Trans>
              </Button>
            )}
          </p>
        </>
      )}
    </FormDialog>
  );
}

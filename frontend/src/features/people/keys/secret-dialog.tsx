import { Trans, useLingui } from '@lingui/react/macro';
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import type { ApiKeyCreated } from '@/api';
import { useNames } from '@/shared/directory';
import { joined } from '@/shared/format';
import { Button } from '@/shared/ui/actions/button';
import { Checkbox } from '@/shared/ui/forms/choice';
import { Dialog } from '@/shared/ui/overlays/dialog';
import { MyTime } from '@/shared/ui/values/figures';
import { Facts } from '@/shared/ui/layout/panel';
import { permissionName } from '../words';

/** The key itself, this once: nobody can see it again. */
export function SecretDialog({ made, onClose }: { made: ApiKeyCreated; onClose: () => void }) {
  const { t } = useLingui();
  const nameOf = useNames();
  const [isCopied, setCopied] = useState(false);
  const [isKept, setKept] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const { secret } = made;
  const leave = () => {
    if (secret === null || isKept) onClose();
    else setAsked(true);
  };
  return (
    <Dialog
      isOpen
      onClose={leave}
      role="alertdialog"
      size="md"
      title={t`The key “${made.name}”, shown this once`}
      footer={
        <Button variant="primary" onPress={leave}>
          <Trans>Stored, close</Trans>
        </Button>
      }
    >
      <div className="flex flex-col gap-3 py-1 text-ink">
        {secret === null ? (
          <p role="alert" className="text-bad-ink">
            <Trans>The answer with the key was lost on the way. Revoke this key and make another.</Trans>
          </p>
        ) : (
          <>
            <p className="text-ink-2">
              <Trans>Once this is closed nobody can see the whole key again. Store it where it is used, now.</Trans>
            </p>
            <div className="flex items-center gap-2 rounded-control border border-line-control bg-surface-2 px-2.5 py-1.5">
              <code className="min-w-0 flex-1 break-all select-all" aria-label={t`The key`}>
                {secret}
              </code>
              <Button
                icon={isCopied ? Check : Copy}
                onPress={() => void navigator.clipboard.writeText(secret).then(() => setCopied(true))}
              >
                {isCopied ? t`Copied` : t`Copy`}
              </Button>
            </div>
          </>
        )}
        <Facts
          width={96}
          facts={[
            { name: t`Acts as`, value: nameOf(made.user_id) },
            { name: t`What it may do`, value: joined(made.permissions.map(permissionName)) },
            {
              name: t`Requests a minute`,
              value: made.rate_limit_per_minute ?? t`as many as the server allows`,
            },
            { name: t`Ends`, value: <MyTime at={made.expires_at} /> },
          ]}
        />
        {secret !== null && (
          <div>
            <Checkbox isSelected={isKept} onChange={setKept}>
              <Trans>I have stored it</Trans>
            </Checkbox>
            {isAsked && !isKept && (
              <p role="alert" className="text-xs text-bad-ink">
                <Trans>Store it first, and say so here.</Trans>
              </p>
            )}
          </div>
        )}
      </div>
    </Dialog>
  );
}

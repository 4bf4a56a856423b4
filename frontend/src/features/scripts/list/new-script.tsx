import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, once, unwrap } from '@/api';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { TextField } from '@/shared/ui/forms/text-field';
import { EMPTY_SCOPE, ScopeFields } from '../scope-fields';
import { again } from '../queries';

/** Enters for whom a script is; what it says is written then. */
export function NewScript({ onClose, onOpen }: { onClose: () => void; onOpen: (id: string) => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [nameZh, setNameZh] = useState('');
  const [scope, setScope] = useState(EMPTY_SCOPE);
  return (
    <FormDialog
      title={t`New script`}
      act={t`Create the script`}
      onClose={onClose}
      isReady={name.trim() !== '' && nameZh.trim() !== '' && scope.languages.length > 0}
      send={async () => {
        const body = { name: name.trim(), name_zh: nameZh.trim(), ...scope };
        const made = await once('script:new', body, (key) =>
          unwrap(api.POST('/v1/scripts', { body, params: { header: { 'Idempotency-Key': key } } })),
        );
        await again(client);
        onOpen(made.id);
      }}
    >
      {({ isAsked }) => (
        <div className="flex flex-col gap-3">
          <TextField
            label={t`Name in Chinese`}
            isRequired
            value={nameZh}
            onChange={setNameZh}
            autoFocus
            error={isAsked && nameZh.trim() === '' ? t`Needed` : undefined}
          />
          <TextField
            label={t`Name in English`}
            isRequired
            value={name}
            onChange={setName}
            error={isAsked && name.trim() === '' ? t`Needed` : undefined}
          />
          <ScopeFields scope={scope} onChange={setScope} />
        </div>
      )}
    </FormDialog>
  );
}

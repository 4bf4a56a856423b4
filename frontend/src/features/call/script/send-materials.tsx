import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Check, Mail } from 'lucide-react';
import { useState } from 'react';
import { type ScriptChosen, type StoredFile, api, unwrap } from '@/api';
import { count } from '@/shared/format';
import { Button } from '@/shared/ui/actions/button';
import { Checkbox } from '@/shared/ui/forms/choice';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { TextField } from '@/shared/ui/forms/text-field';
import { addressQuery } from './queries';
import { type MailFile, base64Of, draftOf, wordsOf } from './mail';
import type { ScriptDraft } from './use';

interface Props {
  chosen: ScriptChosen;
  customerId: string;
  contactId: string | null;
  draft: ScriptDraft;
  onDraft: (draft: ScriptDraft) => void;
}

/** Brochures and cases that are sent while one talks, and which have been. Without any it does not show. */
export function SendMaterials({ chosen, draft, onDraft, ...whom }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  if (chosen.materials.length === 0) return null;
  const sent = draft.materialsSent?.length ?? 0;
  return (
    <>
      <Button size="sm" variant="ghost" icon={Mail} onPress={() => setIsOpen(true)}>
        <Trans>Send materials…</Trans>
      </Button>
      {sent > 0 && (
        <span className="inline-flex items-center gap-1 text-xs text-ink-3">
          <Check className="icon-xs text-ok" aria-hidden />
          <Trans>{count(sent)} sent</Trans>
        </span>
      )}
      {isOpen && <Send chosen={chosen} draft={draft} onDraft={onDraft} {...whom} onClose={() => setIsOpen(false)} />}
    </>
  );
}

function Send({ chosen, customerId, contactId, draft, onDraft, onClose }: Props & { onClose: () => void }) {
  const { t } = useLingui();
  const known = useQuery(addressQuery(customerId, contactId)).data;
  const [picked, setPicked] = useState<readonly string[]>(draft.materialsSent?.map((each) => each.file_id) ?? []);
  const [typed, setTyped] = useState<string | null>(null);
  const to = typed ?? known?.address ?? '';
  const files = chosen.materials.filter((file) => picked.includes(file.id));
  return (
    <FormDialog
      title={t`Send materials`}
      act={t`Prepare the mail`}
      onClose={onClose}
      isReady={files.length > 0}
      send={async () => {
        const words = wordsOf(draft.language, known?.name ?? '', chosen.script.name);
        const attached = await Promise.all(files.map(attachment));
        download(draftOf({ to: to.trim(), ...words, files: attached }, crypto.randomUUID()));
        onDraft({ ...draft, materialsSent: files.map((file) => ({ file_id: file.id, name: file.name })) });
      }}
    >
      {({ isAsked }) => (
        <div className="flex flex-col gap-3">
          <ul className="flex flex-col gap-1">
            {chosen.materials.map((file) => (
              <li key={file.id}>
                <Checkbox
                  isSelected={picked.includes(file.id)}
                  onChange={(isOn) =>
                    setPicked(isOn ? [...picked, file.id] : picked.filter((each) => each !== file.id))
                  }
                >
                  {file.name}
                </Checkbox>
              </li>
            ))}
          </ul>
          {isAsked && files.length === 0 && (
            <p role="alert" className="text-xs text-bad-ink">
              <Trans>Choose what to send.</Trans>
            </p>
          )}
          <TextField label={t({ context: 'mail', message: 'To' })} type="email" value={to} onChange={setTyped} />
          <p className="text-xs text-ink-3">
            <Trans>
              The mail opens in your own mail program with the files attached; look it over and send it there. The call
              keeps what was sent.
            </Trans>
          </p>
        </div>
      )}
    </FormDialog>
  );
}

async function attachment(file: StoredFile): Promise<MailFile> {
  const content = await unwrap<Blob>(
    api.GET('/v1/files/{file_id}/content', { params: { path: { file_id: file.id } }, parseAs: 'blob' }),
  );
  return { name: file.name, type: file.content_type, data: base64Of(new Uint8Array(await content.arrayBuffer())) };
}

function download(mail: string) {
  const url = URL.createObjectURL(new Blob([mail], { type: 'message/rfc822' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'mail.eml';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

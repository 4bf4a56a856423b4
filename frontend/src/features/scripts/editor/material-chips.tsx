import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Paperclip } from 'lucide-react';
import { useRef } from 'react';
import { type Script, api, unwrap } from '@/api';
import { sendFile } from '@/shared/pickers';
import { Button } from '@/shared/ui/actions/button';
import { ToggleChip } from '@/shared/ui/actions/chip';
import { again } from '../queries';

interface Props {
  script: Script;
  chosen: readonly string[];
  isEditable: boolean;
  onChange: (files: string[]) => void;
}

/** Brochures and cases at hand: those of the script, and those that go with this part. */
export function MaterialChips({ script, chosen, isEditable, onChange }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const attach = useMutation({
    mutationFn: async (files: readonly File[]) => {
      const sent: string[] = [];
      for (const file of files) {
        // One after the other: the server counts them against one person's limit.
        // oxlint-disable-next-line no-await-in-loop
        sent.push((await sendFile(file)).id);
      }
      await unwrap(
        api.POST('/v1/scripts/{script_id}/materials', {
          body: { file_ids: sent },
          params: { path: { script_id: script.id } },
        }),
      );
      await again(client);
      onChange([...chosen, ...sent]);
    },
  });
  const shown = script.materials.filter((file) => isEditable || chosen.includes(file.id));
  if (!isEditable && shown.length === 0) return null;
  return (
    <section>
      <h3 className="mb-1.5 font-strong">
        <Trans>Materials at hand</Trans>
      </h3>
      <p className="flex flex-wrap items-center gap-1.5">
        {shown.map((file) => (
          <ToggleChip
            key={file.id}
            checks
            isDisabled={!isEditable}
            isSelected={chosen.includes(file.id)}
            onChange={(isOn) => onChange(isOn ? [...chosen, file.id] : chosen.filter((each) => each !== file.id))}
          >
            {file.name}
          </ToggleChip>
        ))}
        {isEditable && (
          <>
            <input
              ref={input}
              type="file"
              multiple
              className="sr-only"
              tabIndex={-1}
              aria-label={t`Add materials`}
              onChange={(event) => {
                const files = [...(event.target.files ?? [])];
                event.target.value = '';
                if (files.length > 0) attach.mutate(files);
              }}
            />
            <Button
              variant="ghost"
              size="sm"
              icon={Paperclip}
              isBusy={attach.isPending}
              onPress={() => input.current?.click()}
            >
              <Trans>Add materials</Trans>
            </Button>
          </>
        )}
      </p>
    </section>
  );
}

import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { CrossSellPrompt } from '@/api';
import { count, langOf, percent, title } from '@/shared/format';
import { Button } from '@/shared/ui/button';
import { FormDialog } from '@/shared/ui/form-dialog';
import { Section } from '@/shared/ui/panel';
import { TextField } from '@/shared/ui/text-field';
import { again, decline, declinedQuery, promptsQuery, restore } from './queries';

const FEW = 3;

export interface CrossSellProps {
  customerId: string;
  /** Whether one may turn suggestions down. */
  canWrite: boolean;
  /** Whether what was turned down is listed too. */
  showsDeclined?: boolean;
}

/** What else the customer may want, from what others bought. Without anything it does not show. */
export function Prompts({ customerId, canWrite, showsDeclined = false }: CrossSellProps) {
  const prompts = useQuery(promptsQuery(customerId)).data?.items ?? [];
  const declined = useQuery({ ...declinedQuery(customerId), enabled: showsDeclined }).data?.items ?? [];
  const [asked, setAsked] = useState<CrossSellPrompt | null>(null);
  const [showsAll, setShowsAll] = useState(false);
  const client = useQueryClient();
  const takeBack = useMutation({
    mutationFn: (id: string) => restore(customerId, id),
    onSuccess: () => again(client, customerId),
  });
  if (prompts.length === 0 && declined.length === 0) return null;
  return (
    <Section title={<Trans>May also want</Trans>} note={prompts.length > 0 && count(prompts.length)}>
      <ul className="flex flex-col gap-2.5">
        {prompts.slice(0, showsAll ? undefined : FEW).map((prompt) => (
          <li key={prompt.product.id}>
            <Prompt prompt={prompt} onDecline={canWrite ? () => setAsked(prompt) : null} />
          </li>
        ))}
      </ul>
      {!showsAll && prompts.length > FEW && (
        <button type="button" className="mt-2 text-accent-ink hover:underline" onClick={() => setShowsAll(true)}>
          <Trans>{prompts.length - FEW} more</Trans>
        </button>
      )}
      {declined.length > 0 && (
        <details className="mt-2 text-xs text-ink-3">
          <summary className="cursor-pointer">
            <Trans>{count(declined.length)} turned down</Trans>
          </summary>
          <ul className="mt-1.5 flex flex-col gap-1.5">
            {declined.map((one) => (
              <li key={one.id} className="flex items-start gap-2">
                <span className="min-w-0 flex-1">
                  <b>{title(one.product)}</b>: <span lang={langOf(one.reason)}>{one.reason}</span>
                </span>
                {canWrite && (
                  <Button
                    size="sm"
                    variant="ghost"
                    isBusy={takeBack.isPending && takeBack.variables === one.id}
                    onPress={() => takeBack.mutate(one.id)}
                  >
                    <Trans>Suggest again</Trans>
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
      {asked && <Decline customerId={customerId} prompt={asked} onClose={() => setAsked(null)} />}
    </Section>
  );
}

function Prompt({ prompt, onDecline }: { prompt: CrossSellPrompt; onDecline: (() => void) | null }) {
  const { share, usual } = prompt;
  const [bought, wanted] = [title(prompt.because_of), title(prompt.product)];
  return (
    <>
      <p className="flex items-baseline gap-2">
        <b className="min-w-0 flex-1">{wanted}</b>
        <span className="flex-none text-ink-2">{share.share !== null && percent(share.share)}</span>
      </p>
      <p className="text-ink-2">
        <Trans>
          Of {count(share.total)} customers who bought {bought}, {count(share.count)} also bought {wanted}; this one has
          not.
        </Trans>
      </p>
      {usual.share !== null && (
        <p className="text-xs text-ink-3">
          <Trans>Of all customers {percent(usual.share)} did.</Trans>{' '}
          {share.small && <Trans>Few cases: a hint, no more.</Trans>}
        </p>
      )}
      {prompt.selling_points && (
        <p className="text-xs text-ink-3" lang={langOf(prompt.selling_points)}>
          {prompt.selling_points}
        </p>
      )}
      {onDecline && (
        <Button size="sm" variant="ghost" className="mt-0.5 -ml-2" onPress={onDecline}>
          <Trans>Turn down…</Trans>
        </Button>
      )}
    </>
  );
}

interface DeclineProps {
  customerId: string;
  prompt: CrossSellPrompt;
  onClose: () => void;
}

function Decline({ customerId, prompt, onClose }: DeclineProps) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const wanted = title(prompt.product);
  return (
    <FormDialog
      title={t`Turn down ${wanted}`}
      act={t`Turn down`}
      onClose={onClose}
      isReady={reason.trim() !== ''}
      send={async () => {
        await decline(customerId, prompt, reason.trim());
        await again(client, customerId);
      }}
    >
      {({ isAsked, faultAt }) => (
        <div className="flex flex-col gap-3">
          <p>
            <Trans>It is not suggested for this customer again.</Trans>
          </p>
          <TextField
            label={t`Why`}
            isRequired
            autoFocus
            value={reason}
            onChange={setReason}
            error={faultAt('/reason') ?? (isAsked && reason.trim() === '' ? t`Say why.` : undefined)}
          />
        </div>
      )}
    </FormDialog>
  );
}

import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { CrossSellPrompt, DeclinedPrompt, LinePrompt } from '@/api';
import { count, joined, langOf, percent, title } from '@/shared/format';
import { Button } from '@/shared/ui/actions/button';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { Section } from '@/shared/ui/layout/panel';
import { TextField } from '@/shared/ui/forms/text-field';
import { type Wanted, again, decline, declinedQuery, promptsQuery, restore } from './queries';

const FEW = 3;

export interface CrossSellProps {
  customerId: string;
  /** Whether one may turn suggestions down. */
  canWrite: boolean;
  /** Whether what was turned down is listed too. */
  showsDeclined?: boolean;
}

/** What is asked to be turned down, by its name. */
interface Asked {
  wanted: Wanted;
  name: string;
}

/** What else the customer may want, from what others bought: products, then lines of which no product goes often
 * enough with what was bought. Without anything it does not show. */
export function Prompts({ customerId, canWrite, showsDeclined = false }: CrossSellProps) {
  const found = useQuery(promptsQuery(customerId)).data;
  const [prompts, lines] = [found?.items ?? [], found?.lines ?? []];
  const total = prompts.length + lines.length;
  const declined = useQuery({ ...declinedQuery(customerId), enabled: showsDeclined }).data?.items ?? [];
  const [asked, setAsked] = useState<Asked | null>(null);
  const [showsAll, setShowsAll] = useState(false);
  const client = useQueryClient();
  const takeBack = useMutation({
    mutationFn: (id: string) => restore(customerId, id),
    onSuccess: () => again(client, customerId),
  });
  if (total === 0 && declined.length === 0) return null;
  const shown = showsAll ? total : FEW;
  return (
    <Section title={<Trans>May also want</Trans>} note={total > 0 && count(total)}>
      <ul className="flex flex-col gap-2.5">
        {prompts.slice(0, shown).map((prompt) => (
          <li key={prompt.product.id}>
            <Prompt
              prompt={prompt}
              onDecline={
                canWrite
                  ? () => setAsked({ wanted: { product_id: prompt.product.id }, name: title(prompt.product) })
                  : null
              }
            />
          </li>
        ))}
        {lines.slice(0, Math.max(shown - prompts.length, 0)).map((prompt) => (
          <li key={prompt.product_line}>
            <OfLine
              prompt={prompt}
              onDecline={
                canWrite
                  ? () => setAsked({ wanted: { product_line: prompt.product_line }, name: prompt.product_line })
                  : null
              }
            />
          </li>
        ))}
      </ul>
      {!showsAll && total > FEW && (
        <button type="button" className="mt-2 text-accent-ink hover:underline" onClick={() => setShowsAll(true)}>
          <Trans>{total - FEW} more</Trans>
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
                  <b>{nameOf(one)}</b>: <span lang={langOf(one.reason)}>{one.reason}</span>
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
      {asked && <Decline customerId={customerId} asked={asked} onClose={() => setAsked(null)} />}
    </Section>
  );
}

const nameOf = (one: DeclinedPrompt) => (one.product ? title(one.product) : one.product_line);

interface PromptProps<Of> {
  prompt: Of;
  onDecline: (() => void) | null;
}

function Prompt({ prompt, onDecline }: PromptProps<CrossSellPrompt>) {
  const { share } = prompt;
  const [bought, wanted] = [title(prompt.because_of), title(prompt.product)];
  return (
    <>
      <Wants name={wanted} share={share} />
      <p className="text-ink-2">
        <Trans>
          Of {count(share.total)} customers who bought {bought}, {count(share.count)} also bought {wanted}; this one has
          not.
        </Trans>
      </p>
      <Usual prompt={prompt} />
      {prompt.selling_points && (
        <p className="text-xs text-ink-3" lang={langOf(prompt.selling_points)}>
          {prompt.selling_points}
        </p>
      )}
      <TurnDown onPress={onDecline} />
    </>
  );
}

/** A product line of which the customer has nothing, with what is sold of it. */
function OfLine({ prompt, onDecline }: PromptProps<LinePrompt>) {
  const { share, because_of_line: boughtFrom, product_line: wanted } = prompt;
  const bought = joined(prompt.because_of.map(title));
  return (
    <>
      <Wants name={<Trans>Product line “{wanted}”</Trans>} share={share} />
      <p className="text-ink-2">
        <Trans>
          Of {count(share.total)} customers who bought from “{boughtFrom}”, as this one did ({bought}),{' '}
          {count(share.count)} also bought from “{wanted}”; this one has nothing of it.
        </Trans>
      </p>
      <Usual prompt={prompt} />
      <p className="text-xs text-ink-3">
        <Trans>
          No single product of it goes often enough with what was bought. It has {joined(prompt.products.map(title))}.
        </Trans>
      </p>
      <TurnDown onPress={onDecline} />
    </>
  );
}

function Wants({ name, share }: { name: ReactNode; share: CrossSellPrompt['share'] }) {
  return (
    <p className="flex items-baseline gap-2">
      <b className="min-w-0 flex-1">{name}</b>
      <span className="flex-none text-ink-2">{share.share !== null && percent(share.share)}</span>
    </p>
  );
}

function Usual({ prompt: { share, usual } }: { prompt: CrossSellPrompt | LinePrompt }) {
  if (usual.share === null) return null;
  return (
    <p className="text-xs text-ink-3">
      <Trans>Of all customers {percent(usual.share)} did.</Trans>{' '}
      {share.small && <Trans>Few cases: a hint, no more.</Trans>}
    </p>
  );
}

function TurnDown({ onPress }: { onPress: (() => void) | null }) {
  if (!onPress) return null;
  return (
    <Button size="sm" variant="ghost" className="mt-0.5 -ml-2" onPress={onPress}>
      <Trans>Turn down…</Trans>
    </Button>
  );
}

interface DeclineProps {
  customerId: string;
  asked: Asked;
  onClose: () => void;
}

function Decline({ customerId, asked: { wanted, name }, onClose }: DeclineProps) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  return (
    <FormDialog
      title={t`Turn down ${name}`}
      act={t`Turn down`}
      onClose={onClose}
      isReady={reason.trim() !== ''}
      send={async () => {
        await decline(customerId, wanted, reason.trim());
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

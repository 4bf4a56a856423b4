import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { ArrowLeftRight, Fingerprint, GitMerge, X } from 'lucide-react';
import { useState } from 'react';
import { type DuplicatePair, isApiError } from '@/api';
import { marketsQuery, useNames } from '@/shared/directory';
import { title } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { label } from '@/shared/labels';
import { fieldName } from '@/shared/labels/customer-fields';
import { duplicateReasonLabels, strengthLabels } from '@/shared/labels/data';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { type ChoiceSide, ChoiceTable } from '@/shared/ui/lists/choice-table';
import { Dialog } from '@/shared/ui/overlays/dialog';
import { FieldValue } from '@/shared/ui/values/field-value';
import { faultText } from '@/shared/ui/forms/fault-text';
import { Note } from '@/shared/ui/feedback/note';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { Consequences } from './consequences';
import { counted, isConflict, isThere, wholly } from './ledger';
import { type Sides, previewQuery, useDismiss, useMerge, useUndo } from './queries';

interface Props {
  pair: DuplicatePair;
  /** Decided: on to the next pair. */
  onDone: () => void;
  onCustomer: (id: string) => void;
}

/** Two records side by side, one choice for each field, and what follows before it is done. */
export function PairView({ pair, onDone, onCustomer }: Props) {
  const { t } = useLingui();
  const nameOf = useNames();
  const markets = useQuery(marketsQuery).data;
  const [isSwapped, setSwapped] = useState(false);
  const [fields, setFields] = useState<Sides>({});
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<string | undefined>(undefined);
  const [failure, setFailure] = useState<string | null>(null);
  const [isDismissing, setDismissing] = useState(false);
  const [own, other] = isSwapped ? [pair.b, pair.a] : [pair.a, pair.b];
  const preview = useQuery(previewQuery(own.id, other.id, fields));
  const merge = useMerge();
  const undo = useUndo();
  const { dismiss, reopen } = useDismiss();
  const names = { nameOf, marketOf: (id: string) => title(markets?.get(id) ?? { name: '' }) };

  const swap = () => {
    setSwapped(!isSwapped);
    setFields({});
  };
  const submit = () => {
    if (!preview.data || merge.isPending) return;
    if (reason.trim() === '') return setFault(t`Say why they are one company.`);
    setFailure(null);
    merge.mutate(
      { preview: preview.data, fields, reason: reason.trim() },
      {
        onSuccess: (made) => {
          toast.done(t`Merged into ${made.winner_name}`, () =>
            undo.mutate(made.id, { onSuccess: () => toast.info(t`Two customers again: ${made.winner_name}`) }),
          );
          onDone();
        },
        onError: (error) => {
          if (!isApiError(error)) return;
          const first = error.problem.errors?.[0];
          setFailure(first ? faultText(first) : problemText(error));
          void preview.refetch();
        },
      },
    );
  };
  useHotkeys([
    {
      keys: 'a',
      name: t`Take all of the left side`,
      group: 'record',
      run: () => preview.data && setFields(wholly(preview.data, 'own')),
    },
    {
      keys: 'b',
      name: t`Take all of the right side`,
      group: 'record',
      run: () => preview.data && setFields(wholly(preview.data, 'other')),
    },
    { keys: 'w', name: t`Swap the sides`, group: 'record', run: swap },
    { keys: 'n', name: t`Not the same company`, group: 'record', run: () => setDismissing(true) },
    { keys: 'mod+enter', name: t`Merge`, group: 'record', run: submit },
  ]);

  const { conflicts, single } = preview.data ? counted(preview.data) : { conflicts: 0, single: 0 };
  const head = (side: typeof own, word: React.ReactNode) => (
    <span className="flex min-w-0 items-center gap-1.5">
      {word}
      <button
        type="button"
        className="min-w-0 truncate text-accent-ink hover:underline"
        onClick={() => onCustomer(side.id)}
      >
        {side.name}
      </button>
    </span>
  );
  return (
    <section className="flex min-h-0 min-w-0 flex-1 flex-col" aria-label={t`Merge two customers`}>
      <div className="min-h-0 flex-1 overflow-auto">
        <header className="flex flex-wrap items-start gap-x-3 gap-y-2 px-5 py-3">
          <div className="min-w-0 flex-1 max-tablet:basis-full">
            <h2 className="flex items-center gap-2 text-xl font-strong">
              <Trans>Merge two customers</Trans>
              <Badge tone="accent" icon={Fingerprint}>
                {label(strengthLabels, pair.strength)}
              </Badge>
            </h2>
            <p className="text-ink-2">
              <Trans>In common: {pair.reasons.map((each) => label(duplicateReasonLabels, each)).join(' · ')}</Trans>
              {preview.data && (
                <>
                  {' · '}
                  <Trans>
                    {conflicts} differ, {single} on one side only
                  </Trans>
                </>
              )}
            </p>
          </div>
          {pair.allowed_moves.includes('dismiss') && (
            <Button icon={X} keys="n" onPress={() => setDismissing(true)}>
              <Trans>Not the same</Trans>
            </Button>
          )}
          <Button onPress={onDone}>
            <Trans>Decide later</Trans>
          </Button>
        </header>
        {preview.isPending && <SkeletonLines lines={10} />}
        {preview.isError && (
          <PartError
            title={<Trans>The preview was not made</Trans>}
            error={preview.error}
            onRetry={() => void preview.refetch()}
          />
        )}
        {preview.data && (
          <div className={preview.isPlaceholderData ? 'opacity-60' : ''}>
            <ChoiceTable
              label={t`What to keep`}
              heads={{
                field: t`Field`,
                left: head(own, <Trans>Keep:</Trans>),
                right: head(other, <Trans>Merge:</Trans>),
                note: t`Afterwards`,
              }}
              sides={Object.fromEntries(
                preview.data.fields.map(({ field, side }) => [field, side === 'own' ? 'left' : 'right']),
              )}
              onChoose={(field, side: ChoiceSide) =>
                setFields({ ...fields, [field]: side === 'left' ? 'own' : 'other' })
              }
              rows={preview.data.fields.map((each) => {
                const value = (of: unknown) =>
                  each.hidden ? (
                    <span className="text-ink-3">{t`hidden from you`}</span>
                  ) : (
                    <FieldValue field={each.field} value={of} names={names} />
                  );
                const both = isConflict(each);
                return {
                  field: each.field,
                  name: fieldName(each.field),
                  ...(both || isThere(each.own) ? { left: value(each.own) } : {}),
                  ...(both || isThere(each.other) ? { right: value(each.other) } : {}),
                  note: (
                    <span className="min-w-0">
                      <span className="block text-sm text-ink">
                        {value(each.side === 'own' ? each.own : each.other)}
                      </span>
                      {both ? fields[each.field] && t`chosen by you` : t`on one side only`}
                    </span>
                  ),
                };
              })}
            />
            <Consequences preview={preview.data} nameOf={nameOf} />
          </div>
        )}
      </div>
      <footer className="flex flex-none flex-wrap items-end gap-3 border-t border-line bg-surface-2 px-5 py-2.5">
        <TextField
          label={t`Reason`}
          isRequired
          className="min-w-60 flex-1"
          value={reason}
          onChange={(value) => {
            setReason(value);
            setFault(undefined);
          }}
          error={fault}
          help={t`Within a day it can be undone. Both records stay in the history.`}
        />
        {failure !== null && (
          <Note tone="bad" role="alert">
            {failure}
          </Note>
        )}
        <Button size="lg" icon={ArrowLeftRight} keys="w" onPress={swap}>
          <Trans>Swap</Trans>
        </Button>
        <Button size="lg" variant="primary" icon={GitMerge} keys="mod+enter" isBusy={merge.isPending} onPress={submit}>
          <span className="max-w-60 truncate max-tablet:max-w-28">
            <Trans>Merge into {own.name}</Trans>
          </span>
        </Button>
      </footer>
      {isDismissing && (
        <DismissDialog
          names={[pair.a.name, pair.b.name]}
          onClose={() => setDismissing(false)}
          onAct={(why) =>
            dismiss.mutate(
              { pair, reason: why },
              {
                onSuccess: (decided) => {
                  toast.done(t`Two companies: noted`, () => reopen.mutate(decided));
                  onDone();
                },
              },
            )
          }
        />
      )}
    </section>
  );
}

interface DismissProps {
  names: readonly [string, string];
  onClose: () => void;
  onAct: (reason: string) => void;
}

function DismissDialog({ names: [one, other], onClose, onAct }: DismissProps) {
  const { t } = useLingui();
  const [reason, setReason] = useState('');
  const [isAsked, setAsked] = useState(false);
  const act = () => (reason.trim() === '' ? setAsked(true) : onAct(reason.trim()));
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={<Trans>Not the same company</Trans>}
      footer={
        <>
          <Button onPress={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button variant="primary" onPress={act}>
            <Trans>They are two companies</Trans>
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-3 py-2"
        onSubmit={(event) => {
          event.preventDefault();
          act();
        }}
      >
        <p>
          <Trans>
            {one} and {other} are not offered again.
          </Trans>
        </p>
        <TextField
          label={t`Reason`}
          isRequired
          autoFocus
          value={reason}
          onChange={setReason}
          error={isAsked && reason.trim() === '' ? t`Say what tells them apart.` : undefined}
        />
      </form>
    </Dialog>
  );
}

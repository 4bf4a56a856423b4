import { Trans, useLingui } from '@lingui/react/macro';
import { useQueries, useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useState } from 'react';
import { ApiError, type Customer, type Fill, type Import, type ImportRow, type RowScreening, api, unwrap } from '@/api';
import { useNames } from '@/shared/directory';
import { countryName, langOf } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { options } from '@/shared/labels';
import { fieldName } from '@/shared/labels/customer-fields';
import { fillLabels } from '@/shared/labels/data';
import { CustomerPicker } from '@/shared/pickers';
import { Button } from '@/shared/ui/actions/button';
import { Segmented } from '@/shared/ui/actions/segmented';
import { FieldValue } from '@/shared/ui/values/field-value';
import { Column, Facts, Section } from '@/shared/ui/layout/panel';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { RecordLink } from '@/shared/ui/actions/record-link';
import type { Choice } from '@/shared/ui/forms/select';
import { type Decision, DecisionStack } from '@/shared/ui/layout/steps';
import { TextField } from '@/shared/ui/forms/text-field';
import { useScreening } from '../queries';
import { Candidates, Understood } from './row-detail';
import { nameOfRow, reasonText } from './row-words';

interface Known {
  id: string;
  name: string;
  /** The earlier row of the file that entered it. */
  row: number | null;
}

/** The customers that the row can go into: those it resembles, and those that earlier rows of the file have become. */
function useKnown(whole: Import, row: ImportRow): Known[] {
  const named = row.candidates.flatMap((each) =>
    each.customer_id && each.name ? [{ id: each.customer_id, name: each.name, row: null }] : [],
  );
  const earlier = row.candidates.flatMap((each) => (each.row === null ? [] : [each.row]));
  const found = useQueries({
    queries: earlier.map((number) => ({
      queryKey: ['imports', 'row', whole.id, number],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        unwrap(
          api.GET('/v1/imports/{import_id}/rows', {
            signal,
            params: { path: { import_id: whole.id }, query: { number: [number], limit: 1 } },
          }),
        ),
    })),
  });
  const entered = found.flatMap(({ data }) =>
    (data?.items ?? []).flatMap((each) =>
      each.customer_id ? [{ id: each.customer_id, name: nameOfRow(each, whole), row: each.number }] : [],
    ),
  );
  return [...named, ...entered.filter((each) => !named.some((other) => other.id === each.id))];
}

interface Props {
  whole: Import;
  row: ImportRow;
  onDecided: () => void;
}

/** One row that waits: what it says beside whom it resembles, and the ways to decide. */
export function DecideRow({ whole, row, onDecided }: Props) {
  const { t } = useLingui();
  const known = useKnown(whole, row);
  const canEnter = whole.kind === 'customers' && whole.mapping?.mode !== 'update';
  const [marked, setMarked] = useState<string | null>(null);
  const [other, setOther] = useState<Choice | null>(null);
  const [fill, setFill] = useState<Fill>('fill_empty');
  const [words, setWords] = useState('');
  const [isAsked, setAsked] = useState(false);
  const screening = useScreening(whole.id);
  const reasons: Record<string, string> = {
    industry: t`Not one of our industries`,
    market: t`Not one of our markets`,
    competitor: t`A competitor or of our own trade`,
    useless: t`Its numbers and addresses are useless`,
  };
  const decisions: (Decision & { name: string })[] = [
    ...(canEnter ? [{ id: 'accept', name: t`Take as new` }] : []),
    ...known.map(({ id, name, row: from }) => ({
      id: `merge:${id}`,
      name: t`Merge into ${name}`,
      detail: from === null ? undefined : <Trans>row {from}</Trans>,
    })),
    { id: 'merge', name: t`Merge into another customer` },
    ...Object.entries(reasons).map(([id, name]) => ({ id: `reject:${id}`, name: t`Turn down: ${name}` })),
    { id: 'reject', name: t`Turn down for another reason` },
  ];
  const first = known[0] ? `merge:${known[0].id}` : (decisions[0]?.id ?? 'reject');
  const chosen = marked ?? first;
  const [kind = '', rest = ''] = chosen.split(':');
  const isMerge = kind === 'merge';
  const target = isMerge ? rest || other?.id || null : null;
  const reason = reasons[rest] ?? words.trim();
  const isReady = kind === 'accept' || (isMerge ? target !== null : reason !== '');
  const refused = screening.data?.find((each) => each.status >= 300);
  const decide = () => {
    setAsked(true);
    if (!isReady || screening.isPending) return;
    const decision: RowScreening = {
      number: row.number,
      decision: kind as RowScreening['decision'],
      ...(isMerge && { customer_id: target, fill }),
      ...(kind === 'reject' && { reason }),
    };
    screening.mutate([decision], {
      onSuccess: ([answer]) => {
        if (answer && answer.status < 300) onDecided();
      },
    });
  };
  useHotkeys([
    ...decisions.slice(0, 9).map(({ id, name }, index) => ({
      keys: String(index + 1),
      name,
      group: 'record' as const,
      run: () => setMarked(id),
    })),
    { keys: 'enter', name: t`Decide and go on`, group: 'record', run: decide },
  ]);
  const name = nameOfRow(row, whole);
  return (
    <>
      <Column label={t`The row`} className="max-laptop:flex-none">
        <div className="border-b border-line px-5 py-3.5">
          <h2 className="text-xl" lang={langOf(name)}>
            {name}
          </h2>
          <p className="text-ink-2">
            <Trans>Row {row.number}</Trans> · {reasonText(row.reason)}
          </p>
        </div>
        <div className="grid grid-cols-2 max-desk:grid-cols-1">
          <Section isMain title={<Trans>As the file says</Trans>}>
            <Understood whole={whole} row={row} />
          </Section>
          <Section isMain title={<Trans>Resembles</Trans>}>
            <Candidates row={row} />
            {target && <Beside customerId={target} row={row} />}
          </Section>
        </div>
      </Column>
      <Column
        width={320}
        isSide
        label={t`Decide`}
        className="max-laptop:w-full! max-laptop:flex-none"
        footer={
          <footer className="flex flex-none flex-col gap-2 border-t border-line px-4 py-3">
            {(refused?.problem || screening.isError) && (
              <p role="alert" className="text-bad-ink">
                {refused?.problem
                  ? problemText(new ApiError(refused.problem as ConstructorParameters<typeof ApiError>[0]))
                  : problemText(screening.error as ApiError)}
              </p>
            )}
            <Button size="lg" variant="primary" icon={Check} keys="enter" isBusy={screening.isPending} onPress={decide}>
              {kind === 'accept' ? (
                <Trans>Take as new and go on</Trans>
              ) : isMerge ? (
                <Trans>Merge and go on</Trans>
              ) : (
                <Trans>Turn down and go on</Trans>
              )}
            </Button>
          </footer>
        }
      >
        <div className="flex flex-col gap-3 p-4">
          <DecisionStack label={t`What becomes of the row`} decisions={decisions} marked={chosen} onMark={setMarked} />
          {isMerge && rest === '' && (
            <CustomerPicker
              label={t`Which customer`}
              isRequired
              value={other}
              onChange={setOther}
              error={isAsked && target === null ? t`Say into which customer the row goes.` : undefined}
            />
          )}
          {isMerge && (
            <Segmented<Fill>
              label={t`Values of the customer`}
              className="self-start"
              value={fill}
              onChange={setFill}
              choices={options(fillLabels)}
            />
          )}
          {kind === 'reject' && rest === '' && (
            <TextField
              label={t`Why it is turned down`}
              isRequired
              autoFocus
              value={words}
              onChange={setWords}
              error={isAsked && words.trim() === '' ? t`Say why; it stays with the row.` : undefined}
            />
          )}
        </div>
      </Column>
    </>
  );
}

const COMPARED = ['name', 'country', 'city', 'website', 'phones', 'emails', 'industry', 'zone'] as const;

/** The customer that the row would go into, field by field as far as the row speaks of them. */
function Beside({ customerId, row }: { customerId: string; row: ImportRow }) {
  const nameOf = useNames();
  const { data: customer } = useQuery({
    queryKey: ['customers', 'one', customerId],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/customers/{customer_id}', { signal, params: { path: { customer_id: customerId } } })),
  });
  if (!customer) return null;
  const entered = row.entered as Record<string, unknown>;
  const valueOf = (field: (typeof COMPARED)[number]) => customer[field as keyof Customer];
  return (
    <div className="mt-3 border-t border-line pt-3">
      <p className="mb-2">
        <RecordLink kind="customer" id={customer.id}>
          {customer.name}
        </RecordLink>{' '}
        <span className="text-ink-3">
          {[customer.country && countryName(customer.country), nameOf(customer.owner_id)].filter(Boolean).join(' · ')}
        </span>
      </p>
      <Facts
        width={100}
        facts={COMPARED.filter((field) => field in entered || valueOf(field)).map((field) => {
          const value = valueOf(field);
          const isEmpty = value === null || (Array.isArray(value) && value.length === 0);
          return {
            name: fieldName(field),
            value: isEmpty ? (
              <span className="text-warn-ink">
                <Trans>empty</Trans>
              </span>
            ) : (
              <FieldValue field={field} value={value} names={{ nameOf }} />
            ),
          };
        })}
      />
    </div>
  );
}

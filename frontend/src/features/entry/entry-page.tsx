import { Trans, useLingui } from '@lingui/react/macro';
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { type Customer, type DuplicateCheck, api, isApiError, once, unwrap } from '@/api';
import { useDraft } from '@/api/use-draft';
import { useHotkeys } from '@/shared/hotkeys';
import { contactRoleLabels, gradeLabels, intentLabels, options, sourceLabels } from '@/shared/labels';
import { useMay, useMe } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { instantOf, timeIn } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { DateField } from '@/shared/ui/forms/date-field';
import { faultText } from '@/shared/ui/forms/fault-text';
import { GradeMark, IntentMark } from '@/shared/ui/values/marks';
import { Note } from '@/shared/ui/feedback/note';
import { Columns, PanelHeader } from '@/shared/ui/layout/panel';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { CountryPicker } from '@/shared/pickers';
import { Select } from '@/shared/ui/forms/select';
import { Hidden } from '@/shared/ui/feedback/states';
import { TextArea, TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { EMPTY_ENTRY, type Entry, type EntryField, checkOf, contactOf, createOf, missingOf, placeOf } from './entry';
import { KnownColumn } from './known-column';

const PAUSE_MS = 350;

const knownQuery = (check: DuplicateCheck | null) =>
  queryOptions({
    queryKey: ['customers', 'known', check],
    enabled: check !== null,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (await unwrap(api.POST('/v1/customers/check-duplicates', { signal, body: check ?? {} }))).matches,
  });

interface Props {
  onEntered: (customerId: string) => void;
  onLeave: () => void;
}

/** A new customer: typed once, compared with all others meanwhile, kept as a draft until it is entered. */
export function EntryPage({ onEntered, onLeave }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const client = useQueryClient();
  const { zone: mine } = usePreferences();
  const writes = useMay('customer:write');
  const decides = useMay('customer:decide');
  const kept = useDraft<Entry>(me.id, 'customer:new');
  const [typed, setTyped] = useState<Entry | null>(null);
  const [errors, setErrors] = useState<Partial<Record<EntryField, string>>>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [isRefused, setRefused] = useState(false);
  const [isComposing, setComposing] = useState(false);
  const entry: Entry = typed ?? { ...EMPTY_ENTRY, ...kept.found?.value };
  const latest = useRef(entry);
  useEffect(() => {
    latest.current = entry;
  });

  const [check, setCheck] = useState<DuplicateCheck | null>(null);
  const asked = JSON.stringify(checkOf(entry));
  useEffect(() => {
    if (isComposing) return;
    const timer = setTimeout(() => setCheck(JSON.parse(asked) as DuplicateCheck | null), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [asked, isComposing]);
  const found = useQuery(knownQuery(check));
  const isLikely = isRefused || (found.data ?? []).some((match) => match.strength === 'strong');

  const put = <Field extends EntryField>(field: Field, value: Entry[Field]) => {
    const next = { ...latest.current, [field]: value };
    latest.current = next;
    setTyped(next);
    kept.keep(next);
    setErrors((old) => ({ ...old, [field]: undefined }));
  };

  const enter = useMutation({
    meta: { handles: [409, 422] },
    mutationFn: async (): Promise<Customer> => {
      const day = entry.obtainedOn?.split('-').map(Number);
      const obtainedAt = day
        ? instantOf({ year: day[0] ?? 0, month: day[1] ?? 0, day: day[2] ?? 0, hour: 0, minute: 0 }, mine).toISOString()
        : null;
      const body = createOf(entry, isLikely && entry.reason.trim() !== '', obtainedAt);
      const customer = await once('customer:new', body, (key) =>
        unwrap(api.POST('/v1/customers', { body, params: { header: { 'Idempotency-Key': key } } })),
      );
      await enterContact(customer.id);
      return customer;
    },
    onSuccess: (customer) => {
      void kept.drop();
      void client.invalidateQueries({ queryKey: ['customers'] });
      toast.done(t`Entered: ${customer.name}`);
      onEntered(customer.id);
    },
    onError: (error) => {
      if (!isApiError(error)) return;
      if (error.status === 409) {
        setRefused(true);
        setFailure(problemText(error));
        void found.refetch();
        return;
      }
      const faults = error.problem.errors ?? [];
      const placed = faults.flatMap((fault) => {
        const field = placeOf(fault.pointer);
        return field === null ? [] : [[field, faultText(fault)] as const];
      });
      setErrors(Object.fromEntries(placed));
      if (placed.length < faults.length || faults.length === 0)
        setFailure(faults.map(faultText).join(' ') || problemText(error));
    },
  });

  /** The customer stands by then: a person who is refused is said, and entered on the record. */
  async function enterContact(customerId: string): Promise<void> {
    const body = contactOf(entry);
    if (body === null) return;
    try {
      await once(`contact:${customerId}`, body, (key) =>
        unwrap(
          api.POST('/v1/customers/{customer_id}/contacts', {
            body,
            params: { path: { customer_id: customerId }, header: { 'Idempotency-Key': key } },
          }),
        ),
      );
    } catch (error) {
      if (!isApiError(error)) throw error;
      toast.failed(t`The customer is entered, the contact is not: ${problemText(error)}`, {
        traceId: error.problem.trace_id,
      });
    }
  }

  const submit = () => {
    const missing = missingOf(entry, isLikely);
    const words: Partial<Record<EntryField, string>> = {
      name: t`Give the company’s name.`,
      source: t`Choose where it comes from.`,
      reason: t`Say why it is another company.`,
    };
    setErrors(Object.fromEntries(missing.map((field) => [field, words[field]])));
    setFailure(null);
    if (missing.length === 0 && !enter.isPending) enter.mutate();
  };
  useHotkeys([
    { keys: 'mod+enter', name: t`Enter the customer`, group: 'record', run: submit, isOn: writes },
    { keys: 'escape', name: t`Back to the list`, group: 'record', run: onLeave },
  ]);

  if (!writes) {
    return (
      <>
        <PanelHeader title={t`New customer`} />
        <Hidden className="p-6" title={<Trans>You cannot enter customers</Trans>}>
          <Trans>Your role reads customers only. Whoever manages people and permissions can change that.</Trans>
        </Hidden>
      </>
    );
  }
  const text = (field: { [Name in EntryField]: Entry[Name] extends string ? Name : never }[EntryField]) => ({
    value: entry[field],
    onChange: (value: string) => put(field, value),
    error: errors[field],
  });
  return (
    <>
      <PanelHeader
        title={t`New customer`}
        note={
          kept.keptAt !== null && (
            <span className="date">
              <Trans>Kept as a draft {timeIn(kept.keptAt, mine)}</Trans>
            </span>
          )
        }
        actions={
          <>
            <Button
              onPress={() => {
                const thrown = entry;
                void kept.drop();
                if (typed !== null || kept.found) toast.done(t`The draft is discarded`, () => kept.keep(thrown));
                onLeave();
              }}
            >
              <Trans>Discard</Trans>
            </Button>
            <Button variant="primary" keys="mod+enter" isBusy={enter.isPending} onPress={submit}>
              {isLikely ? <Trans>Enter all the same</Trans> : <Trans>Enter the customer</Trans>}
            </Button>
          </>
        }
      />
      <Columns className="max-laptop:flex-col max-laptop:divide-x-0 max-laptop:overflow-auto">
        <form
          className="min-h-0 min-w-0 flex-1 overflow-auto max-laptop:flex-none max-laptop:overflow-visible"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
          onCompositionStart={() => setComposing(true)}
          onCompositionEnd={() => setComposing(false)}
        >
          <div className="mx-auto flex max-w-190 flex-col gap-4 px-5 py-4">
            {failure !== null && (
              <Note tone={isRefused ? 'warn' : 'bad'} role="alert">
                {failure}
              </Note>
            )}
            <Group name={<Trans>The company</Trans>}>
              <TextField label={t`Name`} isRequired autoFocus className="col-span-full" {...text('name')} />
              <TextField label={t`Short name`} {...text('shortName')} />
              <TextField label={t`Industry`} {...text('industry')} />
              <CountryPicker {...text('country')} />
              <TextField label={t`City`} help={t`Its time zone follows from country and city.`} {...text('city')} />
              {(errors.zone !== undefined || entry.zone !== '') && (
                <TextField
                  label={t`Time zone`}
                  help={t`For example Europe/Berlin`}
                  className="col-span-full"
                  {...text('zone')}
                />
              )}
              <TextField
                label={t`Phone`}
                inputMode="tel"
                help={t`With +49 or the like; an extension after #`}
                {...text('phone')}
              />
              <TextField label={t`Email`} inputMode="email" {...text('email')} />
              <TextField label={t`Website`} inputMode="url" className="col-span-full" {...text('website')} />
            </Group>
            <Group name={<Trans>Where it comes from, what it wants</Trans>}>
              <Select
                label={t`Source`}
                isRequired
                choices={options(sourceLabels)}
                value={entry.source}
                onChange={(value) => put('source', value)}
                error={errors.source}
              />
              <TextField label={t`Source in detail`} {...text('sourceDetail')} />
              <DateField
                label={t`Obtained on`}
                value={entry.obtainedOn}
                onChange={(value) => put('obtainedOn', value)}
                help={t`Left empty: today`}
                error={errors.obtainedOn}
              />
              <Select
                label={t`Intent`}
                choices={options(intentLabels).map((choice) => ({
                  ...choice,
                  mark: <IntentMark intent={choice.id} bare />,
                }))}
                value={entry.intent}
                onChange={(value) => put('intent', value)}
              />
              {decides && (
                <Select
                  label={t`Grade`}
                  choices={options(gradeLabels).map((choice) => ({ ...choice, mark: <GradeMark grade={choice.id} /> }))}
                  value={entry.grade}
                  onChange={(value) => put('grade', value)}
                  error={errors.grade}
                />
              )}
              <TextArea label={t`Demand`} rows={2} className="col-span-full" {...text('demand')} />
            </Group>
            <Group name={<Trans>The first contact there</Trans>}>
              <TextField label={t`Name of the person`} {...text('contactName')} />
              <Select
                label={t`Role`}
                choices={options(contactRoleLabels)}
                value={entry.contactRole}
                onChange={(value) => put('contactRole', value)}
              />
              <TextField label={t`Position`} {...text('contactTitle')} />
              <TextField label={t`Phone of the person`} inputMode="tel" {...text('contactPhone')} />
              <TextField
                label={t`Email of the person`}
                inputMode="email"
                className="col-span-full"
                {...text('contactEmail')}
              />
            </Group>
          </div>
          <button type="submit" hidden aria-label={t`Enter the customer`} />
        </form>
        <KnownColumn isAsked={check !== null} found={found}>
          {isLikely && (
            <TextField
              label={t`Why it is another company`}
              isRequired
              help={t`If it is the same one, open it and go on there.`}
              {...text('reason')}
            />
          )}
        </KnownColumn>
      </Columns>
    </>
  );
}

function Group({ name, children }: { name: React.ReactNode; children: React.ReactNode }) {
  return (
    <section>
      <h2 className="mb-2 border-b border-line pb-1 text-sm font-strong">{name}</h2>
      <div className="grid grid-cols-2 items-start gap-x-4 gap-y-2.5 max-tablet:grid-cols-1">{children}</div>
    </section>
  );
}

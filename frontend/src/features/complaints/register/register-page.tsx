import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronRight, Ear, HeartHandshake, Send } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type ComplaintOrigin, type Method, type Priority, api, isApiError, once, unwrap } from '@/api';
import { useDraft } from '@/api/use-draft';
import { useHotkeys } from '@/shared/hotkeys';
import { methodLabels, options, priorityLabels } from '@/shared/labels';
import { useMay, useMe } from '@/shared/permissions';
import { ContactPicker, CustomerPicker, ProductPicker } from '@/shared/pickers';
import { usePreferences } from '@/shared/preferences';
import { dateIn, timeIn, useMinute } from '@/shared/time';
import { Button, LinkButton } from '@/shared/ui/actions/button';
import { Checkbox } from '@/shared/ui/forms/choice';
import { Segmented } from '@/shared/ui/actions/segmented';
import { faultText } from '@/shared/ui/forms/fault-text';
import { PanelHeader } from '@/shared/ui/layout/panel';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { Select } from '@/shared/ui/forms/select';
import { Hidden } from '@/shared/ui/feedback/states';
import { TextArea, TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { ClosingBar } from '@/shared/ui/layout/closing-bar';
import { wordsOf } from '../detail/contacts-part';
import { recordsQuery } from '../queries';

/** What is typed: plain data, so that it survives as a draft. */
interface Typed {
  origin: Extract<ComplaintOrigin, 'contact_record' | 'email' | 'direct'>;
  customer: { id: string; name: string } | null;
  contactId: string | null;
  recordId: string | null;
  channel: Method | null;
  product: { id: string; name: string } | null;
  productWords: string;
  reason: string;
  wanted: string;
  priority: Priority;
  listened: boolean;
  apologised: boolean;
  acknowledged: boolean;
}

const EMPTY: Typed = {
  origin: 'direct',
  customer: null,
  contactId: null,
  recordId: null,
  channel: 'phone',
  product: null,
  productWords: '',
  reason: '',
  wanted: '',
  priority: 'normal',
  listened: false,
  apologised: false,
  acknowledged: false,
};

interface Props {
  /** Who complains, and the contact it was heard in, where the screen before knew. */
  customer: string | null;
  record: string | null;
  onDone: (id: string) => void;
}

const DAYS_BACK = 14;

/** Registers a complaint: from a call, from a mail, or directly; what is missing is asked for with the contact. */
export function RegisterPage({ customer: customerId, record, onDone }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const client = useQueryClient();
  const registers = useMay('complaint:write');
  const now = useMinute();
  const { zone } = usePreferences();
  const kept = useDraft<Typed>(me.id, 'complaint:new');
  const [typed, setTyped] = useState<Typed | null>(null);
  const [isAsked, setAsked] = useState(false);
  const form = typed ?? { ...EMPTY, ...kept.found?.value };
  const set = (part: Partial<Typed>) => {
    const next = { ...form, ...part };
    setTyped(next);
    kept.keep(next);
  };
  const known = useQuery({
    queryKey: ['customers', 'one', customerId],
    enabled: customerId !== null,
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/customers/{customer_id}', { signal, params: { path: { customer_id: customerId ?? '' } } })),
  });
  useEffect(() => {
    if (known.data) {
      setTyped((old) => ({
        ...EMPTY,
        ...old,
        customer: { id: known.data.id, name: known.data.name },
        ...(record !== null && { origin: 'contact_record' as const, recordId: record }),
      }));
    }
  }, [known.data, record]);
  const since = new Date(Math.floor(now / 3_600_000) * 3_600_000 - DAYS_BACK * 86_400_000).toISOString();
  const records = useQuery({
    ...recordsQuery(form.customer?.id ?? '', since),
    enabled: form.customer !== null && form.origin !== 'direct',
  });
  const isFromRecord = form.origin === 'contact_record';
  const candidates = (records.data?.items ?? []).filter(
    (each) => (form.origin === 'email') === (each.method === 'email'),
  );

  const send = useMutation({
    meta: { handles: [403, 409, 422] },
    mutationFn: () => {
      const body = {
        customer_id: form.customer?.id ?? '',
        contact_id: form.contactId,
        channel: form.origin === 'email' ? ('email' as const) : form.channel,
        origin: form.origin,
        contact_record_id: form.origin === 'direct' ? null : form.recordId,
        product_id: form.product?.id ?? null,
        product: form.productWords.trim() || form.product?.name || null,
        reason: form.reason.trim() || null,
        wanted_solution: form.wanted.trim() || null,
        priority: form.priority,
        listened: form.listened,
        apologised: form.apologised,
        ...(form.acknowledged && {
          acknowledged_at: new Date(now).toISOString(),
          acknowledged_channel: form.origin === 'email' ? ('email' as const) : form.channel,
        }),
      };
      return once('complaint:new', body, (key) =>
        unwrap(api.POST('/v1/complaints', { body, params: { header: { 'Idempotency-Key': key } } })),
      );
    },
    onSuccess: (complaint) => {
      void kept.drop();
      void client.invalidateQueries({ queryKey: ['complaints'] });
      toast.done(t`Registered as ${complaint.number}`);
      onDone(complaint.id);
    },
  });
  const isReady = form.customer !== null && form.reason.trim() !== '' && (!isFromRecord || form.recordId !== null);
  const submit = () => {
    setAsked(true);
    if (isReady && !send.isPending) send.mutate();
  };
  useHotkeys([{ keys: 'mod+enter', name: t`Register the complaint`, group: 'record', run: submit, isOn: registers }]);
  const error = isApiError(send.error) ? send.error : null;
  return (
    <>
      <PanelHeader
        tab={t`Register a complaint`}
        title={
          <nav aria-label={t`Where this is`} className="flex items-center gap-1.5">
            <Link to="/complaints" className="font-normal no-underline hover:underline">
              <Trans>Complaints</Trans>
            </Link>
            <ChevronRight className="icon-xs text-ink-3" aria-hidden />
            <Trans>Register a complaint</Trans>
          </nav>
        }
        note={kept.keptAt !== null && <Trans>Draft saved {timeIn(kept.keptAt, zone)}</Trans>}
      />
      {!registers ? (
        <Hidden title={<Trans>You may not register complaints</Trans>}>
          <Trans>Sales and service may. Tell the customer’s owner what you heard.</Trans>
        </Hidden>
      ) : (
        <>
          <div className="min-h-0 flex-1 overflow-auto">
            <form
              className="mx-auto flex max-w-180 flex-col gap-4 p-5"
              onSubmit={(event) => {
                event.preventDefault();
                submit();
              }}
            >
              <Segmented
                label={t`Where it was heard`}
                className="self-start"
                value={form.origin}
                onChange={(origin) =>
                  set({ origin, recordId: null, channel: origin === 'email' ? 'email' : form.channel })
                }
                choices={[
                  { id: 'direct', name: t`Directly` },
                  { id: 'contact_record', name: t`In a call or contact` },
                  { id: 'email', name: t`By email` },
                ]}
              />
              <div className="grid grid-cols-1 gap-3 tablet:grid-cols-2">
                <CustomerPicker
                  label={t({ context: 'complaints', message: 'Customer' })}
                  isRequired
                  autoFocus={customerId === null}
                  value={form.customer}
                  onChange={(chosen) =>
                    set({ customer: chosen && { id: chosen.id, name: chosen.name }, contactId: null, recordId: null })
                  }
                  error={isAsked && form.customer === null ? t`Choose the customer.` : undefined}
                />
                {form.customer && (
                  <ContactPicker
                    label={t`Who complains`}
                    customerId={form.customer.id}
                    value={form.contactId}
                    onChange={(contactId) => set({ contactId })}
                  />
                )}
                {form.customer && form.origin !== 'direct' && (
                  <Select
                    className="tablet:col-span-2"
                    label={form.origin === 'email' ? t`Which mail` : t`Which contact`}
                    isRequired={isFromRecord}
                    choices={candidates.map((each) => ({
                      id: each.id,
                      name: `${dateIn(each.started_at, zone, now)} ${timeIn(each.started_at, zone)} · ${wordsOf(each).slice(0, 60)}`,
                    }))}
                    value={form.recordId}
                    onChange={(recordId) => {
                      const chosen = candidates.find((each) => each.id === recordId);
                      set({ recordId, channel: chosen?.method ?? form.channel });
                    }}
                    placeholder={candidates.length === 0 ? t`None on record in the last two weeks` : t`Choose`}
                    error={isAsked && isFromRecord && form.recordId === null ? t`Choose the contact.` : undefined}
                  />
                )}
                {form.origin === 'direct' && (
                  <Select
                    label={t`How they complained`}
                    choices={options(methodLabels)}
                    value={form.channel}
                    onChange={(channel) => set({ channel })}
                  />
                )}
              </div>
              <TextArea
                label={t`What they complain about`}
                isRequired
                rows={3}
                value={form.reason}
                onChange={(reason) => set({ reason })}
                error={isAsked && form.reason.trim() === '' ? t`What do they complain about?` : undefined}
              />
              <TextArea
                label={t`What they want`}
                help={t`May be asked with the first contact.`}
                rows={2}
                value={form.wanted}
                onChange={(wanted) => set({ wanted })}
              />
              <div className="grid grid-cols-1 gap-3 tablet:grid-cols-2">
                <ProductPicker
                  label={t`Our product`}
                  value={form.product}
                  onChange={(product) =>
                    set({
                      product: product && { id: product.id, name: product.name },
                      ...(product && { productWords: product.name }),
                    })
                  }
                />
                <TextField
                  label={t`Product or service, in words`}
                  value={form.productWords}
                  onChange={(productWords) => set({ productWords })}
                />
              </div>
              <div>
                <p className="mb-1 text-xs text-ink-2">
                  <Trans>Priority</Trans>
                </p>
                <Segmented
                  label={t`Priority`}
                  choices={options(priorityLabels)}
                  value={form.priority}
                  onChange={(priority) => set({ priority })}
                />
              </div>
              <fieldset className="rounded-card border border-line px-3 py-2">
                <legend className="px-1 text-xs text-ink-2">
                  <Trans>How they were received</Trans>
                </legend>
                <Checkbox className="flex!" isSelected={form.listened} onChange={(listened) => set({ listened })}>
                  <Ear className="icon-sm text-ink-3" aria-hidden />
                  <Trans>They were heard out calmly</Trans>
                </Checkbox>
                <Checkbox className="flex!" isSelected={form.apologised} onChange={(apologised) => set({ apologised })}>
                  <HeartHandshake className="icon-sm text-ink-3" aria-hidden />
                  <Trans>An apology was given</Trans>
                </Checkbox>
                <Checkbox
                  className="flex!"
                  isSelected={form.acknowledged}
                  onChange={(acknowledged) => set({ acknowledged })}
                >
                  <Send className="icon-sm text-ink-3" aria-hidden />
                  <Trans>They were told that we take it up</Trans>
                </Checkbox>
              </fieldset>
              <button type="submit" hidden tabIndex={-1} aria-hidden />
            </form>
          </div>
          <ClosingBar
            note={
              <span className="text-xs text-ink-3">
                {error ? (
                  <span role="alert" className="text-bad-ink">
                    {error.problem.errors?.[0] ? faultText(error.problem.errors[0]) : problemText(error)}
                  </span>
                ) : (
                  <Trans>The clock for the first contact starts at once, in the working time of your department.</Trans>
                )}
              </span>
            }
          >
            <LinkButton size="lg" to="/complaints">
              <Trans>Leave it</Trans>
            </LinkButton>
            <Button size="lg" variant="primary" keys="mod+enter" isBusy={send.isPending} onPress={submit}>
              <Trans>Register the complaint</Trans>
            </Button>
          </ClosingBar>
        </>
      )}
    </>
  );
}

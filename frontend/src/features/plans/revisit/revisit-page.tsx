import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { ChevronRight, NotebookPen, Save } from 'lucide-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { type RevisitForm, api, isApiError, once, unwrap } from '@/api';
import { useDraft } from '@/api/use-draft';
import { useHotkeys } from '@/shared/hotkeys';
import { useMay, useMe } from '@/shared/permissions';
import { CustomerPicker } from '@/shared/pickers';
import { Button } from '@/shared/ui/actions/button';
import { faultText } from '@/shared/ui/forms/fault-text';
import { Columns, PanelHeader } from '@/shared/ui/layout/panel';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { Empty, Hidden, PartError } from '@/shared/ui/feedback/states';
import { toast } from '@/shared/ui/feedback/toast';
import { useRefresh } from '../items/acts';
import { itemQuery, revisitQuery } from '../queries';
import { type RevisitDraft, bodyOf, firstDraft, gapsOf } from './draft';
import { KnownColumn } from './known-column';
import { RecordFields } from './record-fields';

interface Props {
  customerId: string | null;
  itemId: string | null;
  onCustomer: (id: string) => void;
  onDone: (customerId: string) => void;
}

/** The record of a revisit, beside what is known of the customer (RV-7..12). */
export function RevisitPage({ customerId, itemId, onCustomer, onDone }: Props) {
  const { t } = useLingui();
  const logs = useMay('record:write');
  const head = (
    <nav aria-label={t`Where this is`} className="flex items-center gap-1.5">
      <Link to="/plans" className="font-normal no-underline hover:underline">
        <Trans>Plans</Trans>
      </Link>
      <ChevronRight className="icon-xs text-ink-3" aria-hidden />
      <Trans>Revisit</Trans>
    </nav>
  );
  if (!logs) {
    return (
      <>
        <PanelHeader title={head} tab={t`Revisit`} />
        <Hidden title={<Trans>Revisits are recorded by who makes them</Trans>} className="p-6">
          <Trans>What was recorded stands in the customer’s timeline.</Trans>
        </Hidden>
      </>
    );
  }
  if (customerId === null) {
    return (
      <>
        <PanelHeader title={head} tab={t`Revisit`} />
        <Empty
          className="m-auto"
          icon={NotebookPen}
          title={<Trans>Who was revisited?</Trans>}
          actions={
            <CustomerPicker
              label={t({ context: 'plan', message: 'Customer' })}
              className="w-80 text-left"
              autoFocus
              value={null}
              onChange={(customer) => customer && onCustomer(customer.id)}
            />
          }
        />
      </>
    );
  }
  return <Form head={head} customerId={customerId} itemId={itemId} onDone={onDone} />;
}

interface FormProps {
  head: React.ReactNode;
  customerId: string;
  itemId: string | null;
  onDone: (customerId: string) => void;
}

function Form({ head, customerId, itemId, onDone }: FormProps) {
  const { t } = useLingui();
  const form = useQuery(revisitQuery(customerId));
  const item = itemId ?? form.data?.planned_item_id ?? null;
  const planned = useQuery({ ...itemQuery(item ?? ''), enabled: item !== null });
  const isWaiting = form.isPending || (item !== null && planned.isPending);
  return (
    <>
      {isWaiting && (
        <>
          <PanelHeader title={head} tab={t`Revisit`} />
          <SkeletonLines lines={10} />
        </>
      )}
      {form.isError && (
        <>
          <PanelHeader title={head} tab={t`Revisit`} />
          <PartError
            title={<Trans>The form was not loaded</Trans>}
            error={form.error}
            onRetry={() => void form.refetch()}
          />
        </>
      )}
      {form.data && !isWaiting && (
        <Recording
          head={head}
          form={form.data}
          // One in a plan that does not run cannot be carried out yet: the record then stands by itself.
          item={planned.data?.plan_state === 'active' ? planned.data : null}
          onDone={onDone}
        />
      )}
    </>
  );
}

interface RecordingProps {
  head: React.ReactNode;
  form: RevisitForm;
  item: { id: string; method: RevisitDraft['method']; contact_id: string | null } | null;
  onDone: (customerId: string) => void;
}

function Recording({ head, form, item, onDone }: RecordingProps) {
  const { t } = useLingui();
  const me = useMe();
  const refresh = useRefresh();
  const customer = form.customer.id;
  const kept = useDraft<RevisitDraft>(me.id, `revisit:${customer}`);
  const [draft, setDraft] = useState(() =>
    firstDraft(item?.method ?? 'phone', item?.contact_id ?? null, new Date().toISOString().replace(/\.\d+Z$/, 'Z')),
  );
  const [isAsked, setAsked] = useState(false);
  const touched = useRef(false);
  const found = kept.found?.value;
  useEffect(() => {
    if (found && !touched.current) setDraft(found);
  }, [found]);
  const change = (part: Partial<RevisitDraft>) => {
    touched.current = true;
    const next = { ...draft, ...part };
    setDraft(next);
    kept.keep(next);
  };
  const gaps = gapsOf(draft, form.required, item?.method ?? null);
  const saving = useMutation({
    meta: { handles: [400, 403, 404, 409, 422] },
    mutationFn: () => {
      const body = bodyOf(draft, customer, item?.id ?? null);
      return once(`revisit:${customer}`, body, (key) => {
        const params = { header: { 'Idempotency-Key': key } };
        const { method, ...call } = body;
        return method === 'phone'
          ? unwrap(api.POST('/v1/call-records', { body: { ...call, disposition: 'connected' }, params }))
          : unwrap(api.POST('/v1/contact-records', { body, params }));
      });
    },
    onSuccess: async () => {
      await kept.drop();
      refresh();
      toast.done(t`The revisit of ${form.customer.name} is recorded`);
      onDone(customer);
    },
  });
  const save = () => {
    setAsked(true);
    if (gaps.length === 0 && !saving.isPending) saving.mutate();
  };
  useHotkeys([{ keys: 'mod+enter', name: t`Record the revisit`, group: 'record', run: save }]);
  const error = isApiError(saving.error) ? saving.error : null;
  const faults = (error?.problem.errors ?? []).map(faultText);
  return (
    <>
      <PanelHeader
        title={head}
        tab={t`Revisit`}
        note={item ? <Trans>carries out a planned revisit</Trans> : <Trans>not planned</Trans>}
        actions={
          <Button variant="primary" icon={Save} keys="mod+enter" isBusy={saving.isPending} onPress={save}>
            <Trans>Record the revisit</Trans>
          </Button>
        }
      />
      <Columns className="max-tablet:flex-col max-tablet:overflow-auto">
        <KnownColumn form={form} />
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls by keyboard too */}
        <div className="min-h-0 min-w-0 flex-1 overflow-auto max-tablet:flex-none" tabIndex={0}>
          {error && (
            <div role="alert" className="px-5 pt-4 text-bad-ink">
              {(faults.length > 0 ? faults : [problemText(error)]).map((text) => (
                <p key={text}>{text}</p>
              ))}
            </div>
          )}
          <RecordFields
            form={form}
            draft={draft}
            planned={item?.method ?? null}
            gaps={isAsked ? gaps : []}
            onChange={change}
          />
        </div>
      </Columns>
    </>
  );
}

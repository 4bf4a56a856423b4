import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useRef, useState } from 'react';
import { type Method, type PlannedContactAdd, api, unwrap } from '@/api';
import { methodLabels, options, planKindLabels, label } from '@/shared/labels';
import { CustomerPicker, PersonPicker } from '@/shared/pickers';
import { faultText } from '@/shared/ui/forms/fault-text';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { Note } from '@/shared/ui/feedback/note';
import { type Choice, Select } from '@/shared/ui/forms/select';
import { TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { openPlansQuery } from '../queries';
import { addMany, addOne, useRefresh } from './acts';
import { type When, WhenFields, whenBody } from './when';

interface Props {
  /** The plan it goes into; null: it is chosen among the plans of `owner`. */
  planId: string | null;
  owner: string;
  /** The plan is approved: what is added says why. */
  needsReason?: boolean;
  /** What stands in the fields at first. */
  customer?: Choice;
  when?: { on: string; at: string | null };
  onClose: () => void;
}

/** Plans a contact with one customer or the same with several: how, when there, by whom and what for. */
export function AddDialog({ planId, owner, needsReason = false, customer, when: first, onClose }: Props) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const plans = useQuery({ ...openPlansQuery(owner), enabled: planId === null });
  const usual = plans.data?.find((plan) => plan.standing && plan.kind === 'follow_up') ?? plans.data?.[0];
  const [chosen, setChosen] = useState<string | null>(null);
  const plan = planId ?? chosen ?? usual?.id ?? null;
  const [customers, setCustomers] = useState<Choice[]>(customer ? [customer] : []);
  const [person, setPerson] = useState<Choice | null>(null);
  const [method, setMethod] = useState<Method>('phone');
  const [aim, setAim] = useState('');
  const [place, setPlace] = useState('');
  const [materials, setMaterials] = useState('');
  const [reason, setReason] = useState('');
  const [when, setWhen] = useState<When>({ on: first?.on ?? null, at: first?.at ?? null, outside: '' });
  const [refused, setRefused] = useState<{ name: string; why: string }[]>([]);
  // Those that were refused are shown, and can be sent again: the dialog stays for them.
  const stays = useRef(false);
  const close = () => {
    if (!stays.current) onClose();
    stays.current = false;
  };
  const only = customers.length === 1 ? customers[0] : undefined;
  const zone = useQuery({
    queryKey: ['customers', 'zone', only?.id],
    enabled: only !== undefined,
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET('/v1/customers/{customer_id}', { signal, params: { path: { customer_id: only?.id ?? '' } } }),
        )
      ).zone,
  });
  const contact = (id: string): Omit<PlannedContactAdd, 'reason'> => ({
    customer_id: id,
    method,
    aim: aim.trim(),
    ...(person && { assignee_id: person.id }),
    ...(place.trim() !== '' && { place: place.trim() }),
    ...(materials.trim() !== '' && { materials: materials.trim() }),
    ...whenBody(when),
  });
  const send = async () => {
    const why = needsReason ? reason.trim() : null;
    if (only) return addOne(plan ?? '', { ...contact(only.id), ...(why !== null && { reason: why }) });
    const answer = await addMany(
      plan ?? '',
      customers.map(({ id }) => contact(id)),
      why,
    );
    const left = answer.results.filter((result) => result.status === 'refused');
    refresh();
    if (left.length === 0) return answer;
    setRefused(
      left.map((result) => ({
        name: customers[result.index]?.name ?? '',
        why: result.errors.map(faultText).join(' '),
      })),
    );
    setCustomers(customers.filter((_each, index) => left.some((result) => result.index === index)));
    toast.info(t`${answer.planned} were planned, ${left.length} were refused`);
    stays.current = true;
    return answer;
  };
  return (
    <FormDialog
      title={<Trans>Plan a contact</Trans>}
      size="md"
      act={customers.length > 1 ? t`Plan ${customers.length} contacts` : t`Plan it`}
      onClose={close}
      isReady={
        plan !== null &&
        customers.length > 0 &&
        aim.trim() !== '' &&
        (when.on !== null || when.at !== null) &&
        (!needsReason || reason.trim() !== '')
      }
      send={send}
      onDone={refresh}
      shows={(pointer) => ['/due_on', '/due_at', '/outside_hours_reason', '/customer_id'].includes(pointer)}
    >
      {({ isAsked, faultAt }) => (
        <>
          {planId === null && (
            <Select
              label={t({ context: 'plan', message: 'Plan' })}
              isRequired
              choices={(plans.data ?? []).map((each) => ({
                id: each.id,
                name: each.name,
                detail: label(planKindLabels, each.kind),
              }))}
              value={plan}
              onChange={setChosen}
              error={isAsked && plan === null ? t`Choose a plan, or draft one first.` : undefined}
            />
          )}
          <div className="flex flex-col gap-1.5">
            <CustomerPicker
              label={t({ context: 'plan', message: 'Customer' })}
              isRequired
              autoFocus={customers.length === 0}
              help={t`Several can be chosen one after the other.`}
              isAdding
              value={null}
              onChange={(each) => {
                if (each && !customers.some(({ id }) => id === each.id)) setCustomers([...customers, each]);
              }}
              error={faultAt('/customer_id') ?? (isAsked && customers.length === 0 ? t`Choose a customer.` : undefined)}
            />
            {customers.length > 0 && (
              <ul className="flex flex-wrap gap-1.5" aria-label={t`Chosen customers`}>
                {customers.map((each) => (
                  <li
                    key={each.id}
                    className="flex h-6 items-center gap-1 rounded-control border border-line-2 bg-button pl-1.5 text-xs"
                  >
                    {each.name}
                    <IconButton
                      icon={X}
                      size="sm"
                      label={t`Take out ${each.name}`}
                      onPress={() => setCustomers(customers.filter(({ id }) => id !== each.id))}
                    />
                  </li>
                ))}
              </ul>
            )}
          </div>
          <div className="grid grid-cols-2 gap-2">
            <Select
              label={t({ context: 'plan', message: 'How' })}
              choices={options(methodLabels)}
              value={method}
              onChange={setMethod}
            />
            <PersonPicker
              label={t({ context: 'plan', message: 'Who' })}
              note={t`the plan’s owner unless named`}
              value={person}
              onChange={setPerson}
            />
          </div>
          <WhenFields
            value={when}
            onChange={setWhen}
            zone={only ? (zone.data ?? null) : null}
            isAsked={isAsked}
            faultAt={faultAt}
          />
          <TextField
            label={t({ context: 'plan', message: 'Aim' })}
            isRequired
            value={aim}
            onChange={setAim}
            error={isAsked && aim.trim() === '' ? t`What is it to achieve?` : undefined}
          />
          {method === 'visit' && <TextField label={t`Place`} value={place} onChange={setPlace} />}
          {method !== 'phone' && (
            <TextField label={t`What to bring or send`} value={materials} onChange={setMaterials} />
          )}
          {needsReason && (
            <TextField
              label={t`Why the plan changes`}
              isRequired
              value={reason}
              onChange={setReason}
              error={isAsked && reason.trim() === '' ? t`Say it in a few words.` : undefined}
            />
          )}
          {refused.length > 0 && (
            <Note tone="warn" role="status">
              <Plural value={refused.length} one="# was refused:" other="# were refused:" />
              <ul>
                {refused.map((each) => (
                  <li key={each.name}>
                    {each.name}: {each.why}
                  </li>
                ))}
              </ul>
            </Note>
          )}
        </>
      )}
    </FormDialog>
  );
}

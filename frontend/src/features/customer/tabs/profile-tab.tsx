import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import {
  type CustomField,
  type Customer,
  type CustomerUpdate,
  type Tagged,
  api,
  isApiError,
  unwrapTagged,
  useEdit,
} from '@/api';
import { useDraft } from '@/api/use-draft';
import { useCampaigns, useNames } from '@/shared/directory';
import { joined, languageName, title } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { intentLabels, options, sourceLabels } from '@/shared/labels';
import { useMay, useMe } from '@/shared/permissions';
import { countryChoices } from '@/shared/pickers';
import { usePreferences } from '@/shared/preferences';
import { timeIn } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { ConflictDialog } from '@/shared/ui/overlays/conflict-dialog';
import { faultText } from '@/shared/ui/forms/fault-text';
import { Note } from '@/shared/ui/feedback/note';
import { toast } from '@/shared/ui/feedback/toast';
import { Control, type FormField, type Values } from '@/shared/ui/overlays/fields-dialog';
import { fieldName } from '@/shared/labels/customer-fields';
import { changeOf, isHidden, valuesOf } from './profile';
import { customerQuery, ownFieldsQuery, readCustomer } from '../queries';

interface Props {
  record: Tagged<Customer>;
  isEditable: boolean;
}

type Kind = FormField['kind'];
const GROUPS: readonly { id: string; fields: readonly (readonly [string, Kind?])[] }[] = [
  {
    id: 'company',
    fields: [
      ['name'],
      ['short_name'],
      ['legal_name'],
      ['legal_representative'],
      ['website'],
      ['industry'],
      ['employee_count'],
      ['languages'],
      ['business_scope', 'area'],
      ['management', 'area'],
    ],
  },
  {
    id: 'place',
    fields: [
      ['country', 'find'],
      ['region'],
      ['city'],
      ['postal_code'],
      ['address'],
      ['zone'],
      ['phones', 'area'],
      ['emails', 'area'],
    ],
  },
  {
    id: 'business',
    fields: [
      ['intent_level', 'select'],
      ['purchase_frequency'],
      ['budget.amount', 'amount'],
      ['budget.currency'],
      ['expected_annual_sales.amount', 'amount'],
      ['expected_annual_sales.currency'],
      ['source_channel', 'select'],
      ['source_detail'],
      ['campaign_id', 'select'],
      ['demand', 'area'],
      ['decision_process', 'area'],
      ['preferences', 'area'],
      ['notes', 'area'],
    ],
  },
];
const REQUIRED = new Set(['name', 'source_channel', 'intent_level']);
const BASE = 'CNY';
const NO_FIELDS: CustomField[] = [];
const KINDS: Partial<Record<CustomField['type'], Kind>> = {
  integer: 'amount',
  decimal: 'amount',
  boolean: 'check',
  date: 'date',
  choice: 'select',
};

/** All facts of the company in one form: drafts survive, only what was changed is sent, and a faster one is asked about. */
export function ProfileTab({ record, isEditable }: Props) {
  const { t } = useLingui();
  const customer = record.data;
  const me = useMe();
  const { zone } = usePreferences();
  const nameOf = useNames();
  const campaigns = useCampaigns();
  const kept = useDraft<Values>(me.id, `customer:${customer.id}`);
  const seesOwn = useMay('field:read');
  const own = useQuery({ ...ownFieldsQuery, enabled: seesOwn }).data ?? NO_FIELDS;
  const before = valuesOf(customer, own);
  const [typed, setTyped] = useState<Values>({});
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [rest, setRest] = useState<string[]>([]);
  const query = customerQuery(customer.id);
  const edit = useEdit<Customer>({
    queryKey: query.queryKey,
    read: () => readCustomer(customer.id),
    write: (change, etag) =>
      unwrapTagged(
        api.PATCH('/v1/customers/{customer_id}', {
          params: { path: { customer_id: customer.id }, header: { 'If-Match': etag } },
          body: change as CustomerUpdate,
        }),
      ),
  });
  useEffect(() => {
    if (kept.found) setTyped((now) => ({ ...kept.found?.value, ...now }));
  }, [kept.found]);

  const after = { ...before, ...typed };
  const change = changeOf(before, after, customer, BASE, own);
  const reason = typeof typed['reason'] === 'string' ? typed['reason'] : '';
  const isChanged = Object.keys(change).length > 0;
  const put = (name: string, value: Values[string]) => {
    const next = { ...typed, [name]: value };
    setTyped(next);
    kept.keep(next, record.etag);
    setErrors((old) => Object.fromEntries(Object.entries(old).filter(([field]) => field !== name)));
  };
  const leave = () => {
    setTyped({});
    setErrors({});
    setRest([]);
    void kept.drop();
  };
  const save = async () => {
    if (!isChanged || edit.isSaving) return;
    setRest([]);
    try {
      await edit.save({ ...change, ...(reason !== '' && { reason }) } as Partial<Customer>);
      leave();
      toast.done(t`Saved: ${customer.name}`);
    } catch (error) {
      if (!isApiError(error) || error.status !== 422) return;
      const faults = error.problem.errors ?? [];
      const named = faults.map((fault) => [nameAt(fault.pointer), faultText(fault)] as const);
      const known = (name: string) => name in before || name === 'reason' || `${name}.amount` in before;
      setErrors(
        Object.fromEntries(
          named.map(([name, text]) => [name in before || name === 'reason' ? name : `${name}.amount`, text]),
        ),
      );
      setRest(named.filter(([name]) => !known(name)).map(([, text]) => text));
    }
  };
  useHotkeys([
    { keys: 'mod+s', name: t`Save the facts`, group: 'record', run: () => void save(), isOn: isEditable && isChanged },
  ]);

  const names: Record<string, string> = {
    'budget.amount': t`Budget`,
    'budget.currency': t`Currency of the budget`,
    'expected_annual_sales.amount': t`Expected per year`,
    'expected_annual_sales.currency': t`Currency of the expected sales`,
    company: t`The company`,
    place: t`Where and how to reach it`,
    business: t`Business`,
  };
  const spoken = String(after['languages'] ?? '')
    .split(/[^A-Za-z-]+/)
    .filter(Boolean);
  const helps: Record<string, string> = {
    phones: t`One a line; an extension after #`,
    emails: t`One a line`,
    languages: joined(spoken.map(languageName)) || t`Codes with commas: de, en`,
  };
  const choicesOf = (name: string) =>
    name === 'intent_level'
      ? options(intentLabels)
      : name === 'source_channel'
        ? options(sourceLabels)
        : name === 'campaign_id'
          ? campaigns
          : name === 'country'
            ? countryChoices()
            : [];

  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <fieldset disabled={!isEditable} className="mx-auto max-w-200 px-4 py-3">
        {GROUPS.map((group) => (
          <section key={group.id} className="mb-4">
            <h3 className="mb-2 text-xs text-ink-3">{names[group.id]}</h3>
            <div className="grid grid-cols-2 gap-x-4 gap-y-2.5 max-tablet:grid-cols-1">
              {group.fields
                .filter(([name]) => !isHidden(name, customer))
                .map(([name, kind = 'text']) => (
                  <div key={name} className={kind === 'area' ? 'col-span-full' : undefined}>
                    <Control
                      field={{
                        name,
                        kind,
                        label: names[name] ?? fieldName(name),
                        isRequired: REQUIRED.has(name),
                        choices: choicesOf(name),
                        help: helps[name],
                      }}
                      value={after[name] ?? null}
                      error={errors[name]}
                      onChange={(value) => put(name, value)}
                    />
                  </div>
                ))}
            </div>
          </section>
        ))}
        {own.length > 0 && (
          <section className="mb-4">
            <h3 className="mb-2 text-xs text-ink-3">{fieldName('custom')}</h3>
            <div className="grid grid-cols-2 gap-x-4 gap-y-2.5 max-tablet:grid-cols-1">
              {own.map((field) => {
                const name = `custom.${field.key}`;
                return (
                  <Control
                    key={field.key}
                    field={{
                      name,
                      kind: KINDS[field.type] ?? 'text',
                      label: title({ name: field.label, name_zh: field.label_zh }),
                      isRequired: field.required,
                      choices: field.choices.map((id) => ({ id, name: id })),
                    }}
                    value={after[name] ?? null}
                    error={errors[name]}
                    onChange={(value) => put(name, value)}
                  />
                );
              })}
            </div>
          </section>
        )}
      </fieldset>
      {isEditable && isChanged && (
        <footer className="sticky bottom-0 flex flex-wrap items-end gap-3 border-t border-line bg-surface-2 px-4 py-2.5">
          <div className="min-w-60 flex-1">
            <Control
              field={{
                name: 'reason',
                kind: 'text',
                label: customer.verification === 'verified' ? t`Reason of the correction` : t`Reason, where it matters`,
                isRequired: customer.verification === 'verified',
              }}
              value={reason}
              error={errors['reason']}
              onChange={(value) => put('reason', value)}
            />
          </div>
          {rest.length > 0 && (
            <Note tone="bad" role="alert">
              {rest.join(' ')}
            </Note>
          )}
          {kept.keptAt !== null && (
            <span className="py-1 text-xs text-ink-3">
              <Trans>Kept as a draft {timeIn(kept.keptAt, zone)}</Trans>
            </span>
          )}
          <Button onPress={leave}>
            <Trans>Leave as it was</Trans>
          </Button>
          <Button variant="primary" keys="mod+s" isBusy={edit.isSaving} onPress={() => void save()}>
            <Trans>Save the facts</Trans>
          </Button>
        </footer>
      )}
      {edit.conflict && (
        <ConflictDialog
          isOpen
          who={nameOf(edit.conflict.theirs.edited_by, t`Somebody`)}
          at={edit.conflict.theirs.updated_at}
          zone={zone}
          conflicts={edit.conflict.conflicts.map((field) => ({
            field,
            name: fieldName(field),
            theirs: shown(edit.conflict?.theirs[field]),
            mine: shown(edit.conflict?.mine[field]),
          }))}
          mergedCount={Object.keys(edit.conflict.clean).length}
          onClose={edit.giveUp}
          onSeeTheirs={edit.giveUp}
          onResolve={(sides) =>
            void edit.resolve((edit.conflict?.conflicts ?? []).filter((field) => sides[field] === 'mine')).then(leave)
          }
        />
      )}
    </div>
  );
}

/** The field of the form that a pointer of the server means. */
function nameAt(pointer: string): string {
  const [first = '', second] = pointer.slice(1).split('/');
  return first === 'custom' && second ? `custom.${second}` : first;
}

/** A value of any field as one line. */
function shown(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(shown).join(', ');
  if (typeof value === 'object' && value !== null) return Object.values(value).map(shown).filter(Boolean).join(' ');
  return '';
}

import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Opportunity, type OpportunityUpdate, api, unwrap } from '@/api';
import { useCampaigns, useNames } from '@/shared/directory';
import { label, needKindLabels } from '@/shared/labels';
import { Checkbox } from '@/shared/ui/forms/choice';
import { DateField } from '@/shared/ui/forms/date-field';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { AmountField } from '@/shared/ui/forms/number-field';
import { type Choice, Select } from '@/shared/ui/forms/select';
import { TextArea, TextField } from '@/shared/ui/forms/text-field';
import { ContactPicker, CurrencyField, PersonPicker } from '@/shared/pickers';
import { match, useRefresh } from './change';
import { needsQuery } from './queries';

/** What is typed over the record; only what differs is sent. */
export function EditDialog({ opportunity, onClose }: { opportunity: Opportunity; onClose: () => void }) {
  const nameOf = useNames();
  const { t } = useLingui();
  const refresh = useRefresh();
  const campaigns = useCampaigns();
  const needs = useQuery(needsQuery(opportunity.customer_id));
  const [change, setChange] = useState<OpportunityUpdate>({});
  const [owner, setOwner] = useState<Choice | null>({
    id: opportunity.owner_id,
    name: nameOf(opportunity.owner_id, opportunity.owner_name),
  });
  const [currency, setCurrency] = useState(opportunity.amount?.currency ?? 'USD');
  const now = { ...opportunity, ...change };
  const set = (part: OpportunityUpdate) => setChange((old) => ({ ...old, ...part }));
  const differs = Object.keys(change).length > 0;
  const chosen = new Set(now.need_ids);
  return (
    <FormDialog
      title={<Trans>Change “{opportunity.title}”</Trans>}
      size="lg"
      act={t`Save the changes`}
      onClose={onClose}
      isReady={differs && now.title.trim() !== '' && owner !== null}
      send={() =>
        unwrap(
          api.PATCH('/v1/opportunities/{opportunity_id}', {
            body: change,
            params: { path: { opportunity_id: opportunity.id }, header: match(opportunity.version) },
          }),
        )
      }
      onDone={refresh}
      shows={(pointer) => ['/probability_reason', '/probability', '/amount'].includes(pointer)}
    >
      {({ isAsked, faultAt }) => (
        <div className="grid grid-cols-1 gap-3 tablet:grid-cols-2">
          <TextField
            className="tablet:col-span-2"
            label={t`What it is about`}
            isRequired
            value={now.title}
            onChange={(title) => set({ title })}
            error={isAsked && now.title.trim() === '' ? t`Say it in a few words.` : undefined}
          />
          <PersonPicker
            label={t`Whose`}
            value={owner}
            onChange={(person) => {
              setOwner(person);
              if (person) set({ owner_id: person.id });
            }}
          />
          <ContactPicker
            label={t`Who decides there`}
            customerId={opportunity.customer_id}
            value={now.decision_maker_id ?? null}
            onChange={(decision_maker_id) => set({ decision_maker_id })}
          />
          <div className="flex gap-2">
            <CurrencyField
              value={currency}
              onChange={(code) => {
                setCurrency(code);
                if (now.amount) set({ amount: { amount: now.amount.amount, currency: code } });
              }}
            />
            <AmountField
              className="flex-1"
              label={t`Amount`}
              value={now.amount?.amount ?? null}
              onChange={(amount) => set({ amount: amount === null ? null : { amount, currency } })}
              error={faultAt('/amount')}
            />
          </div>
          <Select
            label={t`Campaign it came from`}
            choices={[{ id: '', name: t`None` }, ...campaigns]}
            value={now.campaign_id ?? ''}
            onChange={(id) => set({ campaign_id: id === '' ? null : id })}
          />
          <DateField
            label={t`When the customer is to buy`}
            value={now.expected_purchase_on ?? null}
            onChange={(expected_purchase_on) => set({ expected_purchase_on })}
          />
          <AmountField
            label={t`Chance of success`}
            unit="%"
            value={String(now.probability ?? opportunity.probability)}
            onChange={(value) => set({ probability: value === null ? null : Number(value) })}
            help={t`Empty: the stage’s own.`}
            error={faultAt('/probability')}
          />
          <TextField
            label={t`Why it differs from the stage’s`}
            value={now.probability_reason ?? ''}
            onChange={(probability_reason) => set({ probability_reason: probability_reason || null })}
            error={faultAt('/probability_reason')}
          />
          <TextArea
            className="tablet:col-span-2"
            label={t`What the customer needs`}
            rows={2}
            value={now.needs_description ?? ''}
            onChange={(needs_description) => set({ needs_description: needs_description || null })}
          />
          <TextArea
            className="tablet:col-span-2"
            label={t`How they decide`}
            rows={2}
            value={now.decision_process ?? ''}
            onChange={(decision_process) => set({ decision_process: decision_process || null })}
          />
          <fieldset className="tablet:col-span-2">
            <legend className="mb-1 text-xs text-ink-2">
              <Trans>Needs of the customer that it is about</Trans>
            </legend>
            {(needs.data?.items ?? []).map((need) => (
              <Checkbox
                key={need.id}
                className="flex!"
                isSelected={chosen.has(need.id)}
                onChange={(isOn) =>
                  set({
                    need_ids: isOn
                      ? [...(now.need_ids ?? []), need.id]
                      : (now.need_ids ?? []).filter((id) => id !== need.id),
                  })
                }
              >
                <span className="text-ink-3">{label(needKindLabels, need.kind)}</span> {need.description}
              </Checkbox>
            ))}
            {needs.data?.items.length === 0 && (
              <p className="text-xs text-ink-3">
                <Trans>None is on file for this customer.</Trans>
              </p>
            )}
          </fieldset>
        </div>
      )}
    </FormDialog>
  );
}

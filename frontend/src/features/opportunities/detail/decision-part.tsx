import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { PenLine, Plus, Stamp, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { type Competitor, type Opportunity, api, once, unwrap } from '@/api';
import { langOf } from '@/shared/format';
import { contactRoleLabels, label, needKindLabels } from '@/shared/labels';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { TextArea, TextField } from '@/shared/ui/forms/text-field';
import { headers, match, useRefresh } from './change';
import { Nothing, Part } from './part';
import { competitorsQuery, customerQuery, needsQuery } from './queries';

/** Who decides and how, what they need, and who else offers. */
export function DecisionPart({ opportunity, edits }: { opportunity: Opportunity; edits: boolean }) {
  const competitors = useQuery(competitorsQuery(opportunity.id));
  const customer = useQuery(customerQuery(opportunity.customer_id));
  const needs = useQuery({ ...needsQuery(opportunity.customer_id), enabled: opportunity.need_ids.length > 0 });
  const [open, setOpen] = useState<Competitor | 'new' | null>(null);
  const about = needs.data?.items.filter((need) => opportunity.need_ids.includes(need.id)) ?? [];
  return (
    <>
      <Part query={customer} title={<Trans>Who decides, and what they need</Trans>}>
        {() => (
          <div className="flex flex-col gap-1.5">
            {opportunity.decision_maker_name ? (
              <p className="flex items-center gap-2">
                <span className="flex-1">{opportunity.decision_maker_name}</span>
                <Badge tone="accent" icon={Stamp}>
                  {label(contactRoleLabels, 'decision_maker')}
                </Badge>
              </p>
            ) : (
              <Nothing>
                <Trans>Who decides there is not known yet.</Trans>
              </Nothing>
            )}
            {opportunity.decision_process && (
              <p className="text-ink-2" lang={langOf(opportunity.decision_process)}>
                {opportunity.decision_process}
              </p>
            )}
            {opportunity.needs_description && (
              <p className="text-md" lang={langOf(opportunity.needs_description)}>
                {opportunity.needs_description}
              </p>
            )}
            {about.map((need) => (
              <p key={need.id} className="flex items-start gap-2">
                <Badge>{label(needKindLabels, need.kind)}</Badge>
                <span lang={langOf(need.description)}>{need.description}</span>
              </p>
            ))}
          </div>
        )}
      </Part>
      <Part
        query={competitors}
        title={<Trans>Competitors</Trans>}
        actions={
          edits && (
            <Button size="sm" variant="ghost" icon={Plus} onPress={() => setOpen('new')}>
              <Trans>Add</Trans>
            </Button>
          )
        }
      >
        {({ items }) => (
          <>
            {items.length === 0 && (
              <Nothing>
                {opportunity.no_competitors_known ? (
                  <Trans>None is known.</Trans>
                ) : (
                  <Trans>Nobody was named yet.</Trans>
                )}
              </Nothing>
            )}
            <ul className="flex flex-col gap-1.5">
              {items.map((competitor) => (
                <Rival key={competitor.id} competitor={competitor} onEdit={edits ? () => setOpen(competitor) : null} />
              ))}
            </ul>
            {open !== null && (
              <RivalDialog
                opportunity={opportunity}
                competitor={open === 'new' ? null : open}
                onClose={() => setOpen(null)}
              />
            )}
          </>
        )}
      </Part>
    </>
  );
}

function Rival({ competitor, onEdit }: { competitor: Competitor; onEdit: (() => void) | null }) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const remove = useMutation({
    mutationFn: () =>
      unwrap(
        api.DELETE('/v1/opportunity-competitors/{competitor_id}', {
          params: { path: { competitor_id: competitor.id }, header: match(competitor.version) },
        }),
      ),
    onSuccess: refresh,
  });
  return (
    <li className="flex items-start gap-1">
      <span className="min-w-0 flex-1">
        <b>{competitor.name}</b> {competitor.price_note && <span className="text-ink-2">{competitor.price_note}</span>}
        {competitor.won && (
          <Badge className="ml-1.5">
            <Trans>Won it</Trans>
          </Badge>
        )}
        {competitor.strengths && (
          <span className="block text-xs text-ink-3">
            <Trans>for them: {competitor.strengths}</Trans>
          </span>
        )}
        {competitor.weaknesses && (
          <span className="block text-xs text-ink-3">
            <Trans>against them: {competitor.weaknesses}</Trans>
          </span>
        )}
      </span>
      {onEdit && (
        <>
          <IconButton icon={PenLine} size="sm" label={t`Change ${competitor.name}`} onPress={onEdit} />
          <IconButton icon={Trash2} size="sm" label={t`Take out ${competitor.name}`} onPress={() => remove.mutate()} />
        </>
      )}
    </li>
  );
}

interface DialogProps {
  opportunity: Opportunity;
  competitor: Competitor | null;
  onClose: () => void;
}

function RivalDialog({ opportunity, competitor, onClose }: DialogProps) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const [name, setName] = useState(competitor?.name ?? '');
  const [price, setPrice] = useState(competitor?.price_note ?? '');
  const [strengths, setStrengths] = useState(competitor?.strengths ?? '');
  const [weaknesses, setWeaknesses] = useState(competitor?.weaknesses ?? '');
  const body = {
    name: name.trim(),
    price_note: price.trim() || null,
    strengths: strengths.trim() || null,
    weaknesses: weaknesses.trim() || null,
  };
  return (
    <FormDialog
      title={competitor ? <Trans>Change the competitor</Trans> : <Trans>Add a competitor</Trans>}
      size="md"
      act={competitor ? t`Save the changes` : t`Add the competitor`}
      onClose={onClose}
      isReady={body.name !== ''}
      send={() =>
        competitor
          ? unwrap(
              api.PATCH('/v1/opportunity-competitors/{competitor_id}', {
                body,
                params: { path: { competitor_id: competitor.id }, header: match(competitor.version) },
              }),
            )
          : once(`competitor:${opportunity.id}`, body, (key) =>
              unwrap(
                api.POST('/v1/opportunities/{opportunity_id}/competitors', {
                  body,
                  params: { path: { opportunity_id: opportunity.id }, header: headers(key) },
                }),
              ),
            )
      }
      onDone={refresh}
    >
      {({ isAsked }) => (
        <>
          <TextField
            label={t`Name`}
            isRequired
            autoFocus
            value={name}
            onChange={setName}
            error={isAsked && body.name === '' ? t`Who is it?` : undefined}
          />
          <TextField label={t`What they ask`} value={price} onChange={setPrice} />
          <TextArea label={t`What speaks for them`} rows={2} value={strengths} onChange={setStrengths} />
          <TextArea label={t`What speaks against them`} rows={2} value={weaknesses} onChange={setWeaknesses} />
        </>
      )}
    </FormDialog>
  );
}

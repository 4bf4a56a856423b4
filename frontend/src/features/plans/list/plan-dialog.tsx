import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { type PlanDetail, type PlanKind, api, once, unwrap } from '@/api';
import { label, planKindLabels } from '@/shared/labels';
import { useMay } from '@/shared/permissions';
import { PersonPicker } from '@/shared/pickers';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { Segmented } from '@/shared/ui/actions/segmented';
import type { Choice } from '@/shared/ui/forms/select';
import { TextArea, TextField } from '@/shared/ui/forms/text-field';
import { useRefresh } from '../items/acts';

const KINDS: PlanKind[] = ['revisit', 'follow_up', 'dial', 'care'];

/** Drafts a plan: what it is for, and who answers for it. */
export function NewPlanDialog({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const plansForOthers = useMay('plan:write', 'team');
  const [kind, setKind] = useState<PlanKind>('revisit');
  const [name, setName] = useState('');
  const [purpose, setPurpose] = useState('');
  const [owner, setOwner] = useState<Choice | null>(null);
  return (
    <FormDialog
      title={<Trans>New plan</Trans>}
      size="md"
      act={t`Draft the plan`}
      footnote={kind === 'revisit' && <Trans>Revisit plans are submitted for approval before they run.</Trans>}
      onClose={onClose}
      isReady={name.trim() !== ''}
      send={async () => {
        const body = {
          kind,
          name: name.trim(),
          purpose: purpose.trim() || null,
          ...(owner && { owner_id: owner.id }),
        };
        const made = await once('plan', body, (key) =>
          unwrap(api.POST('/v1/contact-plans', { body, params: { header: { 'Idempotency-Key': key } } })),
        );
        onMade(made.id);
      }}
      onDone={refresh}
    >
      {({ isAsked, faultAt }) => (
        <>
          <Segmented
            label={t`Kind of plan`}
            className="self-start"
            value={kind}
            onChange={setKind}
            choices={KINDS.map((id) => ({ id, name: label(planKindLabels, id) }))}
          />
          <TextField
            label={t`What it is called`}
            isRequired
            autoFocus
            value={name}
            onChange={setName}
            error={faultAt('/name') ?? (isAsked && name.trim() === '' ? t`Give it a name.` : undefined)}
          />
          <TextArea label={t`What it is for`} rows={2} value={purpose} onChange={setPurpose} />
          {plansForOthers && (
            <PersonPicker
              label={t`Who answers for it`}
              note={t`you, unless named`}
              value={owner}
              onChange={setOwner}
              error={faultAt('/owner_id')}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}

/** Corrects a plan's name or purpose. */
export function EditPlanDialog({ plan, etag, onClose }: { plan: PlanDetail; etag: string; onClose: () => void }) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const [name, setName] = useState(plan.name);
  const [purpose, setPurpose] = useState(plan.purpose ?? '');
  return (
    <FormDialog
      title={<Trans>Plan {plan.name}</Trans>}
      size="md"
      act={t`Save`}
      onClose={onClose}
      isReady={name.trim() !== ''}
      send={() =>
        unwrap(
          api.PATCH('/v1/contact-plans/{plan_id}', {
            body: { name: name.trim(), purpose: purpose.trim() || null },
            params: { path: { plan_id: plan.id }, header: { 'If-Match': etag } },
          }),
        )
      }
      onDone={refresh}
    >
      {({ isAsked }) => (
        <>
          <TextField
            label={t`What it is called`}
            isRequired
            autoFocus
            value={name}
            onChange={setName}
            error={isAsked && name.trim() === '' ? t`Give it a name.` : undefined}
          />
          <TextArea label={t`What it is for`} rows={3} value={purpose} onChange={setPurpose} />
        </>
      )}
    </FormDialog>
  );
}

import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { CornerUpRight, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { type Opportunity, api, once, unwrap } from '@/api';
import { AskDialog, HandoffLine, handoffsOfQuery } from '@/shared/handoffs';
import { useNames } from '@/shared/directory';
import { PersonPicker } from '@/shared/pickers';
import { useMay } from '@/shared/permissions';
import { Person } from '@/shared/ui/values/avatar';
import { Button } from '@/shared/ui/actions/button';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { IconButton } from '@/shared/ui/actions/icon-button';
import type { Choice } from '@/shared/ui/forms/select';
import { TextField } from '@/shared/ui/forms/text-field';
import { headers, useRefresh } from './change';
import { Nothing, Part } from './part';
import { membersQuery } from './queries';

/** Who works on the sale beside its owner. */
export function PeoplePart({ opportunity, edits }: { opportunity: Opportunity; edits: boolean }) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const nameOf = useNames();
  const members = useQuery(membersQuery(opportunity.id));
  const [isAdding, setAdding] = useState(false);
  const remove = useMutation({
    mutationFn: (id: string) =>
      unwrap(api.DELETE('/v1/opportunity-members/{member_id}', { params: { path: { member_id: id } } })),
    onSuccess: refresh,
  });
  return (
    <Part
      query={members}
      title={<Trans>Who works on it</Trans>}
      actions={
        edits && (
          <Button size="sm" variant="ghost" icon={Plus} onPress={() => setAdding(true)}>
            <Trans>Add</Trans>
          </Button>
        )
      }
    >
      {({ items }) => (
        <>
          <ul className="flex flex-col gap-1.5">
            <li className="flex items-center gap-2">
              <Person person={{ name: nameOf(opportunity.owner_id, opportunity.owner_name) }} />
              <span className="text-xs text-ink-3">
                <Trans>owner</Trans>
              </span>
            </li>
            {items.map((member) => (
              <li key={member.id} className="flex items-center gap-2">
                <Person person={{ name: nameOf(member.user_id, member.user_name) }} />
                <span className="min-w-0 flex-1 truncate text-xs text-ink-3">{member.part}</span>
                {edits && (
                  <IconButton
                    icon={X}
                    size="sm"
                    label={t`Take out ${nameOf(member.user_id, member.user_name)}`}
                    onPress={() => remove.mutate(member.id)}
                  />
                )}
              </li>
            ))}
          </ul>
          {isAdding && <MemberDialog opportunity={opportunity} onClose={() => setAdding(false)} />}
        </>
      )}
    </Part>
  );
}

function MemberDialog({ opportunity, onClose }: { opportunity: Opportunity; onClose: () => void }) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const [person, setPerson] = useState<Choice | null>(null);
  const [part, setPart] = useState('');
  return (
    <FormDialog
      title={<Trans>Bring a colleague in</Trans>}
      act={t`Bring in`}
      onClose={onClose}
      isReady={person !== null}
      send={() => {
        const body = { user_id: person?.id ?? '', part: part.trim() || null };
        return once(`member:${opportunity.id}`, body, (key) =>
          unwrap(
            api.POST('/v1/opportunities/{opportunity_id}/members', {
              body,
              params: { path: { opportunity_id: opportunity.id }, header: headers(key) },
            }),
          ),
        );
      }}
      onDone={refresh}
    >
      {({ isAsked }) => (
        <>
          <PersonPicker
            label={t`Who`}
            isRequired
            autoFocus
            value={person}
            onChange={setPerson}
            error={isAsked && person === null ? t`Choose somebody.` : undefined}
          />
          <TextField label={t`What they do on it`} value={part} onChange={setPart} />
        </>
      )}
    </FormDialog>
  );
}

/** Questions about the sale that went to a department, with their answers (OT-14). */
export function QuestionsPart({ opportunity }: { opportunity: Opportunity }) {
  const asks = useMay('handoff:write');
  const handoffs = useQuery(handoffsOfQuery(opportunity.id));
  const [isAsking, setAsking] = useState(false);
  return (
    <Part
      query={handoffs}
      title={<Trans>Questions to departments</Trans>}
      actions={
        asks &&
        opportunity.outcome === 'open' && (
          <Button size="sm" variant="ghost" icon={CornerUpRight} onPress={() => setAsking(true)}>
            <Trans>Ask</Trans>
          </Button>
        )
      }
    >
      {({ items }) => (
        <>
          {items.length === 0 && (
            <Nothing>
              <Trans>None was asked. A department answers within its working time.</Trans>
            </Nothing>
          )}
          <ul className="flex flex-col gap-2.5">
            {items.map((handoff) => (
              <HandoffLine key={handoff.id} handoff={handoff} />
            ))}
          </ul>
          {isAsking && (
            <AskDialog origin={{ kind: 'opportunity', id: opportunity.id }} onClose={() => setAsking(false)} />
          )}
        </>
      )}
    </Part>
  );
}

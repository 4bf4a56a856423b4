import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DialPlanCreate, Emphasis } from '@/api';
import { language } from '@/shared/i18n';
import { options } from '@/shared/labels';
import { emphasisLabels } from '@/shared/labels/planning';
import { useMe } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { PeoplePicker } from '@/shared/pickers';
import { addDays, dayIn, useMinute } from '@/shared/time';
import { Switch } from '@/shared/ui/forms/choice';
import { Segmented } from '@/shared/ui/actions/segmented';
import { DateField } from '@/shared/ui/forms/date-field';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { AmountField } from '@/shared/ui/forms/number-field';
import { Select } from '@/shared/ui/forms/select';
import { TextField } from '@/shared/ui/forms/text-field';
import { teamsQuery, useCreate } from './queries';

type People = Parameters<typeof PeoplePicker>[0]['value'];

interface Props {
  onClose: () => void;
  onMade: (id: string) => void;
}

const SHOWN = ['/first_day', '/user_ids'];

/** For whom and which days, and what counts most: then it is computed in the background. */
export function NewPlan({ onClose, onMade }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const { zone } = usePreferences();
  const today = dayIn(useMinute(), zone);
  const teams = useQuery(teamsQuery);
  const create = useCreate();
  const [name, setName] = useState('');
  const [team, setTeam] = useState<string>(me.team_id ?? '');
  const [people, setPeople] = useState<People>([]);
  const [first, setFirst] = useState<string | null>(addDays(today, 1));
  const [days, setDays] = useState<string | null>('5');
  const [emphasis, setEmphasis] = useState<Emphasis>('overdue');
  const [pool, setPool] = useState(true);
  const isOwn = me.role === 'rep';
  const count = Number(days);
  const isLength = Number.isInteger(count) && count >= 1 && count <= 14;
  const send = async () => {
    const body: DialPlanCreate = {
      first_day: first ?? today,
      days: count,
      emphasis,
      pool,
      team_ids: isOwn || team === '' ? [] : [team],
      user_ids: isOwn ? [me.id] : people.map((each) => each.id),
      ...(name.trim() !== '' && { name: name.trim() }),
    };
    onMade((await create(body)).id);
  };
  return (
    <FormDialog
      title={t`New dial plan`}
      act={t`Try it out`}
      onClose={onClose}
      isReady={first !== null && isLength && (isOwn || team !== '' || people.length > 0)}
      send={send}
      shows={(pointer) => SHOWN.includes(pointer)}
    >
      {({ isAsked, faultAt }) => (
        <>
          <TextField label={t`Name`} value={name} onChange={setName} placeholder={t`Its days, unless given`} />
          {!isOwn && (
            <>
              <Select
                label={t`Team`}
                value={team}
                onChange={setTeam}
                choices={[
                  { id: '', name: t`No whole team` },
                  ...(teams.data?.items ?? []).map((each) => ({
                    id: each.id,
                    name: language() === 'en' ? each.name : each.name_zh,
                  })),
                ]}
              />
              <PeoplePicker
                label={t`People beside it`}
                value={people}
                onChange={setPeople}
                error={
                  faultAt('/user_ids') ??
                  (isAsked && team === '' && people.length === 0 ? t`Name a team, or people` : undefined)
                }
              />
            </>
          )}
          <div className="grid grid-cols-2 gap-3 max-phone:grid-cols-1">
            <DateField
              label={t`First day`}
              isRequired
              value={first}
              onChange={setFirst}
              min={today}
              error={faultAt('/first_day')}
            />
            <AmountField
              label={t`Days on end`}
              value={days}
              onChange={setDays}
              unit={<Trans>days</Trans>}
              error={isAsked && !isLength ? t`One to fourteen days` : undefined}
            />
          </div>
          <div className="flex flex-col gap-1">
            <span className="text-xs text-ink-3">
              <Trans>What counts most beside the grade</Trans>
            </span>
            <Segmented<Emphasis>
              label={t`What counts most beside the grade`}
              value={emphasis}
              onChange={setEmphasis}
              choices={options(emphasisLabels)}
              className="self-start"
            />
          </div>
          {!isOwn && (
            <Switch isSelected={pool} onChange={setPool}>
              <Trans>Customers of the team without an owner too</Trans>
            </Switch>
          )}
        </>
      )}
    </FormDialog>
  );
}

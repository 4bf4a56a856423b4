import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Campaign, CampaignCreate, CampaignPriority, GoalKind, Me, Team } from '@/api';
import { useNames } from '@/shared/directory';
import { title } from '@/shared/format';
import { options } from '@/shared/labels';
import { goalKindLabels, priorityLabels } from '@/shared/labels/campaigns';
import { may, useMe } from '@/shared/permissions';
import { CurrencyField, PeoplePicker } from '@/shared/pickers';
import { usePreferences } from '@/shared/preferences';
import { addDays, dayIn, useMinute } from '@/shared/time';
import { Segmented } from '@/shared/ui/actions/segmented';
import { ToggleChip } from '@/shared/ui/actions/chip';
import { DateField } from '@/shared/ui/forms/date-field';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { AmountField } from '@/shared/ui/forms/number-field';
import { Select } from '@/shared/ui/forms/select';
import { TextArea, TextField } from '@/shared/ui/forms/text-field';
import { baseCurrencyQuery, scriptsQuery, segmentCountQuery, segmentsQuery, teamsQuery, useSave } from './queries';

interface Props {
  /** The campaign that is changed; null for a new one. */
  campaign: Campaign | null;
  segment?: string | null;
  onClose: () => void;
  onSaved?: (id: string) => void;
}

const NONE = '';
const DAYS = 30;
/** What the start of a campaign settles. */
const SETTLED = new Set<keyof CampaignCreate>(['segment_id', 'first_day', 'user_ids', 'team_ids']);

interface Form {
  name: string;
  goal: string;
  kind: GoalKind;
  number: string | null;
  segment: string | null;
  script: string;
  first: string;
  last: string;
  teams: string[];
  priority: CampaignPriority;
  budget: string | null;
  currency: string;
}

function startingWith(campaign: Campaign | null, segment: string | null, today: string): Form {
  return {
    name: campaign?.name ?? '',
    goal: campaign?.goal ?? '',
    kind: campaign?.goal_kind ?? 'interested',
    number: campaign?.goal_number ?? null,
    segment: campaign?.segment_id ?? segment,
    script: campaign?.script_id ?? NONE,
    first: campaign?.first_day ?? today,
    last: campaign?.last_day ?? addDays(today, DAYS),
    teams: campaign?.team_ids ?? [],
    priority: campaign?.priority ?? 'usual',
    budget: campaign?.budget?.amount ?? null,
    currency: campaign?.budget?.currency ?? '',
  };
}

/** A campaign's goal, whose customers, in which days, by whom; once it runs, only what may still change. */
export function CampaignForm({ campaign, segment = null, onClose, onSaved }: Props) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const today = dayIn(useMinute(), zone);
  const nameOf = useNames();
  const base = useQuery(baseCurrencyQuery).data?.base_currency ?? '';
  const [form, setForm] = useState(() => startingWith(campaign, segment, today));
  const [people, setPeople] = useState<{ id: string; name: string }[]>(
    () => campaign?.user_ids.map((id) => ({ id, name: nameOf(id) })) ?? [],
  );
  const set = (change: Partial<Form>) => setForm((before) => ({ ...before, ...change }));
  const save = useSave(campaign);
  const isSettled = campaign !== null && campaign.state !== 'draft';
  const hasCallers = form.teams.length > 0 || people.length > 0;
  const isReady = form.name.trim() !== '' && form.number !== null && form.segment !== null && hasCallers;
  const send = async () => {
    const body: CampaignCreate = {
      name: form.name.trim(),
      goal: form.goal.trim() || null,
      goal_kind: form.kind,
      goal_number: form.number ?? '',
      segment_id: form.segment ?? '',
      script_id: form.script === NONE ? null : form.script,
      first_day: form.first,
      last_day: form.last,
      user_ids: people.map((each) => each.id),
      team_ids: form.teams,
      priority: form.priority,
      budget: form.budget === null ? null : { amount: form.budget, currency: form.currency || base },
    };
    const open = Object.entries(body).filter(([name]) => !isSettled || !SETTLED.has(name as keyof CampaignCreate));
    onSaved?.((await save(body, Object.fromEntries(open))).id);
  };
  const shown = [
    '/name',
    '/goal_number',
    '/segment_id',
    '/script_id',
    '/first_day',
    '/last_day',
    '/user_ids',
    '/budget',
  ];
  return (
    <FormDialog
      title={campaign ? <Trans>Change the campaign</Trans> : <Trans>New campaign</Trans>}
      size="md"
      act={campaign ? t`Save the campaign` : t`Enter the campaign`}
      footnote={!campaign && <Trans>Nobody is called for it until it is started.</Trans>}
      onClose={onClose}
      isReady={isReady}
      send={send}
      shows={(pointer) => shown.includes(pointer)}
    >
      {({ isAsked, faultAt }) => (
        <>
          <TextField
            label={t`Name`}
            isRequired
            autoFocus
            maxLength={120}
            value={form.name}
            onChange={(name) => set({ name })}
            error={faultAt('/name') ?? (isAsked && form.name.trim() === '' ? t`Give the campaign a name.` : undefined)}
          />
          <TextArea label={t`What it is to achieve`} value={form.goal} onChange={(goal) => set({ goal })} />
          <div className="flex flex-wrap gap-2">
            <Select<GoalKind>
              className="min-w-40 flex-1"
              label={t`The goal counts`}
              choices={options(goalKindLabels)}
              value={form.kind}
              onChange={(kind) => set({ kind })}
            />
            <AmountField
              className="min-w-28 flex-1"
              label={t`How many`}
              isRequired
              {...(form.kind === 'amount' && { currency: base })}
              value={form.number}
              onChange={(number) => set({ number })}
              error={faultAt('/goal_number') ?? (isAsked && form.number === null ? t`Say how many.` : undefined)}
            />
          </div>
          {!isSettled && (
            <SegmentField
              value={form.segment}
              onChange={(next) => set({ segment: next })}
              error={faultAt('/segment_id') ?? (isAsked && form.segment === null ? t`Choose a segment.` : undefined)}
            />
          )}
          {!isSettled && (
            <Callers
              teams={form.teams}
              onTeams={(teams) => set({ teams })}
              people={people}
              onPeople={setPeople}
              error={faultAt('/user_ids') ?? (isAsked && !hasCallers ? t`Name a team, or people` : undefined)}
            />
          )}
          <div className="grid grid-cols-2 gap-3 max-phone:grid-cols-1">
            {!isSettled && (
              <DateField
                label={t`First day`}
                isRequired
                value={form.first}
                onChange={(first) => first !== null && set({ first })}
                error={faultAt('/first_day')}
              />
            )}
            <DateField
              label={t`Last day`}
              isRequired
              value={form.last}
              onChange={(last) => last !== null && set({ last })}
              error={faultAt('/last_day')}
            />
          </div>
          <ScriptField value={form.script} onChange={(script) => set({ script })} error={faultAt('/script_id')} />
          <div className="flex flex-wrap gap-2">
            <CurrencyField value={form.currency || base} onChange={(currency) => set({ currency })} />
            <AmountField
              className="min-w-28 flex-1"
              label={t`Budget`}
              value={form.budget}
              onChange={(budget) => set({ budget })}
              error={faultAt('/budget')}
            />
          </div>
          <div className="flex flex-col gap-1">
            <span className="text-xs text-ink-3">
              <Trans>Its customers come</Trans>
            </span>
            <Segmented<CampaignPriority>
              label={t`Its customers come`}
              className="self-start"
              choices={options(priorityLabels)}
              value={form.priority}
              onChange={(priority) => set({ priority })}
            />
          </div>
        </>
      )}
    </FormDialog>
  );
}

interface FieldProps {
  value: string | null;
  onChange: (id: string) => void;
  error?: string | undefined;
}

/** A saved view, and how many customers of it one sees. */
function SegmentField({ value, onChange, error }: FieldProps) {
  const nameOf = useNames();
  const { t } = useLingui();
  const segments = useQuery(segmentsQuery).data ?? [];
  const found = useQuery({ ...segmentCountQuery(value ?? ''), enabled: value !== null });
  return (
    <Select
      label={t`Segment`}
      isRequired
      choices={segments.map((view) => ({
        id: view.id,
        name: view.name,
        detail: nameOf(view.owner_id, view.owner_name),
      }))}
      value={value}
      onChange={onChange}
      error={error}
      help={
        found.data === undefined ? (
          <Trans>A view saved in the list of customers.</Trans>
        ) : (
          <Plural value={found.data} one="# customer you see" other="# customers you see" />
        )
      }
    />
  );
}

function ScriptField({ value, onChange, error }: FieldProps) {
  const { t } = useLingui();
  const scripts = useQuery(scriptsQuery).data ?? [];
  return (
    <Select
      label={t`Script`}
      choices={[{ id: NONE, name: t`None` }, ...scripts.map((each) => ({ id: each.id, name: title(each) }))]}
      value={value}
      onChange={onChange}
      error={error}
    />
  );
}

interface CallersProps {
  teams: string[];
  onTeams: (teams: string[]) => void;
  people: { id: string; name: string }[];
  onPeople: (people: { id: string; name: string }[]) => void;
  error: string | undefined;
}

/** Whether one may have the team call. */
function reaches(me: Me, team: Team): boolean {
  if (may(me, 'campaign:write', 'company')) return true;
  if (may(me, 'campaign:write', 'department') && team.department_id === me.department_id) return true;
  return me.teams.some((each) => each.id === team.id);
}

/** Who calls: whole teams, and people beside them. */
function Callers({ teams, onTeams, people, onPeople, error }: CallersProps) {
  const { t } = useLingui();
  const me = useMe();
  const known = (useQuery(teamsQuery).data?.items ?? []).filter((team) => reaches(me, team));
  return (
    <>
      <div role="group" aria-label={t`Teams that call`}>
        <p className="mb-1 text-xs text-ink-3">
          <Trans>Teams that call</Trans>
        </p>
        <p className="flex flex-wrap gap-1.5">
          {known.map((team) => (
            <ToggleChip
              key={team.id}
              checks
              isSelected={teams.includes(team.id)}
              onChange={(isOn) => onTeams(isOn ? [...teams, team.id] : teams.filter((each) => each !== team.id))}
            >
              {title(team)}
            </ToggleChip>
          ))}
        </p>
      </div>
      <PeoplePicker
        label={t`People who call`}
        value={people}
        onChange={(chosen) => onPeople(chosen.map(({ id, name }) => ({ id, name })))}
        error={error}
      />
    </>
  );
}

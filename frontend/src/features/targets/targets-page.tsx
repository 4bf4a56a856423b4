import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, CopyCheck, Info, Users } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type MonthTargets, type TargetLine, api, isApiError, unwrap } from '@/api';
import { useDraft } from '@/api/use-draft';
import { count, title } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { useMe } from '@/shared/permissions';
import { MEASURES, byTeam, isAim, lineOf, monthAfter, subjectOf, targetsQuery } from '@/shared/team-day';
import { monthText } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { faultText } from '@/shared/ui/forms/fault-text';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { Note } from '@/shared/ui/feedback/note';
import { PanelHeader } from '@/shared/ui/layout/panel';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { Segmented } from '@/shared/ui/actions/segmented';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { toast } from '@/shared/ui/feedback/toast';
import { ClosingBar } from '@/shared/ui/layout/closing-bar';
import { TargetTable } from './target-table';
import { type AllTyped, filled, isChanged, placed } from './typed';

const NOTHING: AllTyped = {};

export interface TargetsSearch {
  /** `2026-03`; the company's present month when left out. */
  month?: string;
  /** The only team that is looked at. */
  team?: string;
}

interface Props {
  search: TargetsSearch;
  onSearch: (search: TargetsSearch) => void;
}

const MONTH = /^20\d\d-(0[1-9]|1[0-2])$/;
const ALL = 'all';

/** What each team and each of its people is to reach in a month, beside what they did: leaders set it, many at once. */
export function TargetsPage({ search, onSearch }: Props) {
  const { t } = useLingui();
  const { team, month: given } = search;
  const asked = given !== undefined && MONTH.test(given) ? given : null;
  const onMonth = (month: string | null) =>
    onSearch({ ...(month !== null && { month }), ...(team !== undefined && { team }) });
  const present = useQuery(targetsQuery()).data?.month;
  const targets = useQuery(targetsQuery(asked));
  const month = targets.data;
  const name = asked ?? present ?? '';
  const step = (by: number) => onMonth(monthAfter(name, by));
  useHotkeys([
    { keys: '[', name: t`Month before`, group: 'list', run: () => step(-1) },
    { keys: ']', name: t`Month after`, group: 'list', run: () => step(1) },
  ]);
  return (
    <>
      <PanelHeader
        title={t`Targets of the month`}
        note={name !== '' && <span className="date">{monthText(name)}</span>}
        actions={
          <>
            {month && month.teams.length > 1 && (
              <Segmented<string>
                label={t`Team`}
                value={team ?? ALL}
                onChange={(id) =>
                  onSearch({ ...(asked !== null && { month: asked }), ...(id !== ALL && { team: id }) })
                }
                choices={[
                  { id: ALL, name: t({ context: 'teams', message: 'All' }) },
                  ...month.teams.map((each) => ({ id: each.team_id, name: title(each) })),
                ]}
              />
            )}
            <IconButton icon={ChevronLeft} label={t`Month before`} onPress={() => step(-1)} />
            <Button onPress={() => onMonth(null)}>
              <Trans>This month</Trans>
            </Button>
            <IconButton icon={ChevronRight} label={t`Month after`} onPress={() => step(1)} />
          </>
        }
      />
      {targets.isPending && <SkeletonRows rows={8} />}
      {targets.isError && (
        <PartError
          title={<Trans>The targets were not loaded</Trans>}
          error={targets.error}
          onRetry={() => void targets.refetch()}
        />
      )}
      {month && month.people.length + month.teams.length === 0 && (
        <Empty className="py-16" icon={Users} title={<Trans>Nobody who calls is in your scope</Trans>}>
          <Trans>Teams and those who call customers of their own stand here.</Trans>
        </Empty>
      )}
      {month && present !== undefined && !targets.isPlaceholderData && month.people.length + month.teams.length > 0 && (
        <Month key={month.month} month={month} team={team ?? null} isOver={month.month < present} />
      )}
    </>
  );
}

function Month({ month, team, isOver }: { month: MonthTargets; team: string | null; isOver: boolean }) {
  const { t } = useLingui();
  const me = useMe();
  const client = useQueryClient();
  const kept = useDraft<AllTyped>(me.id, `targets:${month.month}`);
  const [typed, setTyped] = useState<AllTyped>(NOTHING);
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const [isStale, setStale] = useState(false);
  useEffect(() => {
    if (kept.found) setTyped(kept.found.value);
  }, [kept.found]);
  const rows = byTeam(month);
  const changed = rows.filter((row) => isChanged(row, typed[subjectOf(row)]));
  const isSound = changed.every((row) =>
    MEASURES.every((measure) => isAim(typed[subjectOf(row)]?.[measure] ?? null, measure)),
  );
  const isWritable = !isOver && rows.some((row) => row.writable);
  const type = (next: AllTyped) => {
    setTyped(next);
    setFaults({});
    kept.keep(next);
  };
  const saving = useMutation({
    mutationFn: (items: TargetLine[]) => unwrap(api.PUT('/v1/month-targets', { body: { month: month.month, items } })),
    meta: { handles: [409, 422] },
    onSuccess: async (now) => {
      client.setQueryData(targetsQuery(month.month).queryKey, now);
      setTyped(NOTHING);
      setStale(false);
      await kept.drop();
      await client.invalidateQueries({ queryKey: ['month-targets'] });
      toast.done(t`Targets saved.`);
    },
    onError: (error, items) => {
      if (!isApiError(error)) return;
      if (error.status === 422) setFaults(placed(error.problem.errors ?? [], items, faultText));
      if (error.status !== 409) return;
      setStale(true);
      void client.invalidateQueries({ queryKey: ['month-targets'] });
    },
  });
  const save = () => saving.mutate(changed.map((row) => lineOf(row, typed[subjectOf(row)] ?? {})));
  const takeOver = async () => {
    const before = await client.fetchQuery(targetsQuery(monthAfter(month.month, -1)));
    type(filled(rows, byTeam(before), typed));
  };
  const canSave = isWritable && changed.length > 0 && isSound && !saving.isPending;
  useHotkeys([{ keys: 'mod+enter', name: t`Save`, group: 'list', isOn: canSave, run: save }]);
  const refused = isApiError(saving.error) && saving.error.status === 422 ? saving.error : null;
  return (
    <>
      <div className="min-h-0 flex-1 overflow-auto">
        {isStale && (
          <Note tone="warn" icon={Info} role="status" className="m-3">
            <Trans>
              Somebody else set some of these meanwhile. What they set stands in the table, what you typed stays: saving
              again puts yours in its place.
            </Trans>
          </Note>
        )}
        {refused && (
          <Note tone="bad" icon={Info} role="alert" className="m-3">
            {problemText(refused)}
          </Note>
        )}
        <TargetTable
          month={month}
          rows={team === null ? rows : rows.filter((row) => row.team_id === team)}
          typed={typed}
          faults={faults}
          isOver={isOver}
          onType={(subject, measure, value) => type({ ...typed, [subject]: { ...typed[subject], [measure]: value } })}
        />
      </div>
      {isWritable && (
        <ClosingBar
          note={
            <span className="text-xs text-ink-3">
              {changed.length > 0 ? (
                <Trans>{count(changed.length)} changed. Up, down and Enter go from row to row.</Trans>
              ) : (
                <Trans>Below each target: what was done so far.</Trans>
              )}
            </span>
          }
        >
          <Button icon={CopyCheck} onPress={() => void takeOver()}>
            <Trans>Fill from last month</Trans>
          </Button>
          <Button variant="primary" keys="mod+enter" isDisabled={!canSave} isBusy={saving.isPending} onPress={save}>
            <Trans>Save</Trans>
          </Button>
        </ClosingBar>
      )}
    </>
  );
}

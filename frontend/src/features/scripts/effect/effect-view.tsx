import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Info, PhoneOff, Scale, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { Script, ScriptEffect } from '@/api';
import { useNames } from '@/shared/directory';
import { change, count, percent } from '@/shared/format';
import { useObjections } from '@/shared/objections';
import { PersonPicker } from '@/shared/pickers';
import { Badge } from '@/shared/ui/values/badge';
import { Select } from '@/shared/ui/forms/select';
import { Day } from '@/shared/ui/values/figures';
import { Interval, axis } from '@/shared/ui/values/interval';
import { Note } from '@/shared/ui/feedback/note';
import { Strip } from '@/shared/ui/layout/panel';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { effectQuery, versionQuery } from '../queries';
import { read } from '../words';

interface Props {
  script: Script;
  versionId: string | null;
  onVersion: (id: string) => void;
}

const MONTHS = ['3', '6', '15'] as const;

/** What came of the calls made by the script, version by version, with what chance may have done. */
export function EffectView({ script, versionId, onVersion }: Props) {
  const { t } = useLingui();
  const [months, setMonths] = useState<(typeof MONTHS)[number]>('15');
  const [person, setPerson] = useState<{ id: string; name: string } | null>(null);
  const [againstId, setAgainstId] = useState<string | null>(null);
  const since = monthsAgo(Number(months));
  const found = useQuery(effectQuery(script.id, { since, authorId: person?.id ?? null, versionId, againstId }));
  const effect = found.data;
  const sum = (of: (row: ScriptEffect['rows'][number]) => number) =>
    (effect?.rows ?? []).reduce((total, row) => total + of(row), 0);
  return (
    <>
      <Strip wraps>
        <span>
          <Trans>
            Calls <b>{count(sum((row) => row.calls))}</b>
          </Trans>
        </span>
        <span>
          <Trans>
            Connected <b>{count(sum((row) => row.connected.count))}</b>
          </Trans>
        </span>
        <span>
          <Trans>
            Interested <b>{count(sum((row) => row.interested.count))}</b>
          </Trans>
        </span>
        <span>
          <Trans>
            Bought <b>{count(sum((row) => row.deals.count))}</b>
          </Trans>
        </span>
        <span className="ml-auto flex flex-wrap items-center gap-2">
          <span className="text-xs text-ink-3 max-laptop:hidden">
            <Trans>dot = observed, line = 95 % interval (Wilson), hollow = fewer than 50</Trans>
          </span>
          <PersonPicker label={t`Whose calls`} className="w-52" value={person} onChange={setPerson} />
          <Select
            label={t({ context: 'span', message: 'Since when' })}
            hidesLabel
            value={months}
            onChange={setMonths}
            choices={MONTHS.map((each) => ({ id: each, name: t`Last ${each} months` }))}
          />
        </span>
      </Strip>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls by keyboard too */}
      <div className="min-h-0 flex-1 overflow-auto" tabIndex={0} role="region" aria-label={t`Effect`}>
        {found.isPending && <SkeletonRows rows={8} />}
        {found.isError && (
          <PartError
            title={<Trans>The effect was not counted</Trans>}
            error={found.error}
            onRetry={() => void found.refetch()}
          />
        )}
        {effect?.rows.length === 0 && (
          <Empty icon={PhoneOff} title={<Trans>No calls by this script in this time</Trans>}>
            <Trans>Calls count here once they are logged from the call desk with the script open.</Trans>
          </Empty>
        )}
        {effect && effect.rows.length > 0 && (
          <Counted effect={effect} onVersion={onVersion} againstId={againstId} onAgainst={setAgainstId} />
        )}
      </div>
    </>
  );
}

interface CountedProps {
  effect: ScriptEffect;
  onVersion: (id: string) => void;
  /** The version it is compared with; null: the one used before it. */
  againstId: string | null;
  onAgainst: (id: string | null) => void;
}

const BEFORE = 'before';

function Counted({ effect, onVersion, againstId, onAgainst }: CountedProps) {
  const nameOf = useNames();
  const { t, i18n } = useLingui();
  const ends = {
    connected: axis(effect.rows.map((row) => row.connected.high)),
    interested: axis(effect.rows.map((row) => row.interested.high)),
    deals: axis(effect.rows.map((row) => row.deals.high)),
  };
  const others = effect.rows.filter((row) => row.adapted_by === null && row.version_id !== effect.version_id);
  const small = effect.rows.filter((row) => row.interested.small);
  const smallNames = new Intl.ListFormat(i18n.locale, { type: 'conjunction' }).format(
    small.map((row) =>
      row.adapted_by_name
        ? t`${nameOf(row.adapted_by, row.adapted_by_name)} in own words (version ${row.number})`
        : t`version ${row.number}`,
    ),
  );
  return (
    <>
      <div className="overflow-x-auto">
        <div className="min-w-200" role="table" aria-label={t`Effect by version`}>
          <div role="row" className="flex gap-6 border-b border-line bg-surface-2 px-4 py-2 text-xs text-ink-3">
            <span role="columnheader" className="w-44 flex-none">
              <Trans>Version</Trans>
            </span>
            <span role="columnheader" className="flex-1">
              <Trans>Connected ÷ calls, axis to {percent(ends.connected)}</Trans>
            </span>
            <span role="columnheader" className="flex-1">
              <Trans>Interested ÷ connected, axis to {percent(ends.interested)}</Trans>
            </span>
            <span role="columnheader" className="flex-1">
              <Trans>Bought ÷ interested, within 90 days, axis to {percent(ends.deals)}</Trans>
            </span>
          </div>
          {effect.rows.map((row) => (
            <div
              role="row"
              key={`${row.version_id}:${row.adapted_by ?? ''}`}
              className="flex items-center gap-6 border-b border-line px-4 py-2.5"
            >
              <div role="rowheader" className="w-44 flex-none">
                <button
                  type="button"
                  className="text-left font-strong hover:underline"
                  onClick={() => onVersion(row.version_id)}
                >
                  {row.adapted_by_name ? (
                    <Trans>{nameOf(row.adapted_by, row.adapted_by_name)} in own words</Trans>
                  ) : (
                    <Trans>Version {row.number}</Trans>
                  )}
                </button>{' '}
                {row.interested.small && (
                  <Badge tone="warn">
                    <Trans>Small sample</Trans>
                  </Badge>
                )}
                <p className="text-xs text-ink-3">
                  {row.adapted_by_name ? (
                    <Trans>on version {row.number}</Trans>
                  ) : (
                    row.approved_at && (
                      <Trans>
                        since <Day date={row.approved_at.slice(0, 10)} />
                      </Trans>
                    )
                  )}
                </p>
              </div>
              <Cell>
                <Interval share={row.connected} max={ends.connected} name={t`Connected`} />
              </Cell>
              <Cell>
                <Interval share={row.interested} max={ends.interested} name={t`Interested`} />
              </Cell>
              <Cell>
                <Interval share={row.deals} max={ends.deals} name={t({ context: 'deals', message: 'Bought' })} />
              </Cell>
            </div>
          ))}
        </div>
      </div>
      <div className="flex flex-col gap-2 px-5 py-3">
        {small.length > 0 && (
          <Note tone="warn" icon={TriangleAlert}>
            <Trans>
              Fewer than 50 connected calls: {smallNames}. The true share may lie anywhere on its line, so these cannot
              be compared yet.
            </Trans>
          </Note>
        )}
        {others.length > 1 && (
          <Select
            label={t`Compared with`}
            className="self-start"
            size="sm"
            value={againstId ?? BEFORE}
            onChange={(id) => onAgainst(id === BEFORE ? null : id)}
            choices={[
              { id: BEFORE, name: t`the version used before it` },
              ...others.map((row) => ({ id: row.version_id, name: t`version ${row.number}` })),
            ]}
          />
        )}
        {effect.comparison ? (
          <Compared found={effect.comparison} />
        ) : (
          againstId !== null && (
            <p className="text-ink-3">
              <Trans>Nothing to compare: one of the two has no connected calls, or they are the same.</Trans>
            </p>
          )
        )}
      </div>
      <Detail effect={effect} />
      <p className="flex items-center gap-2 px-5 py-3 text-xs text-ink-3">
        <Info className="icon-xs flex-none" aria-hidden />
        <Trans>
          Versions were not drawn by lot: a difference may be the customers’, not the script’s. Counted are calls with
          customers you see.
        </Trans>
      </p>
    </>
  );
}

const Cell = ({ children }: { children: React.ReactNode }) => (
  <div role="cell" className="flex min-w-0 flex-1">
    {children}
  </div>
);

function Compared({ found }: { found: NonNullable<ScriptEffect['comparison']> }) {
  const points = (share: number) => change(share * 100);
  return (
    <Note icon={Scale}>
      <Trans>
        Version {found.number} against version {found.against}: {points(found.difference)} percentage points of
        interested calls, 95 % interval {points(found.low)} to {points(found.high)}.
      </Trans>{' '}
      <b>
        {found.verdict === 'better' && <Trans>Version {found.number} does better.</Trans>}
        {found.verdict === 'worse' && <Trans>Version {found.number} does worse.</Trans>}
        {found.verdict === 'undecided' && <Trans>That decides nothing yet.</Trans>}
      </b>{' '}
      <Trans>
        To tell 10 points apart, each takes about {count(found.needed)} connected calls; lately there are{' '}
        {count(found.weekly)} a week.
      </Trans>{' '}
      {found.weeks_left !== null && found.weeks_left > 0 && (
        <Trans>At that pace, {count(found.weeks_left)} more weeks.</Trans>
      )}
      {found.weeks_left === null && <Trans>The older version will not get that many any more.</Trans>}
    </Note>
  );
}

/** One version in detail: how far its calls came, what was objected, who calls by it. */
function Detail({ effect }: { effect: ScriptEffect }) {
  const { t } = useLingui();
  const nameOf = useNames();
  const { word } = useObjections();
  const version = useQuery({ ...versionQuery(effect.version_id ?? ''), enabled: effect.version_id !== null }).data;
  const titles = new Map((version?.data.content.sections ?? []).map((each) => [each.key, read(each.title)]));
  const asks = new Map(
    (version?.data.content.sections ?? []).flatMap((each) =>
      (each.questions ?? []).map((question) => [question.key, read(question.asks)] as const),
    ),
  );
  const number = version?.data.number ?? '';
  const most = Math.max(1, ...effect.sections.map((each) => each.reached));
  const end = axis(effect.objections.map((each) => each.interested.high));
  return (
    <>
      <div className="grid border-t border-line laptop:grid-cols-2 laptop:divide-x laptop:divide-line">
        <section className="px-5 py-3">
          <h3 className="mb-2 font-strong">
            <Trans>How far calls of version {number} came</Trans>
          </h3>
          {effect.sections.map((each) => (
            <p key={each.key} className="flex items-center gap-3 py-1">
              <span className="w-28 flex-none truncate">{titles.get(each.key) ?? each.key}</span>
              <span className="h-3.5 rounded-badge bg-accent" style={{ width: `${(each.reached / most) * 60}%` }} />
              <span>{count(each.reached)}</span>
            </p>
          ))}
          {effect.questions.length > 0 && (
            <>
              <h3 className="mt-4 mb-1 font-strong">
                <Trans>Questions answered</Trans>
              </h3>
              {effect.questions.map((each) => (
                <p key={each.key} className="flex gap-3 py-0.5">
                  <span className="min-w-0 flex-1 truncate">{asks.get(each.key) ?? each.key}</span>
                  <span>{each.answered.share === null ? '–' : percent(each.answered.share)}</span>
                </p>
              ))}
            </>
          )}
        </section>
        <section className="px-5 py-3">
          <h3 className="mb-2 font-strong">
            <Trans>Objections heard, and interested nevertheless</Trans>
          </h3>
          {effect.objections.map((each) => (
            <div key={each.objection} className="flex items-center gap-3 border-b border-line py-1">
              <span className="w-32 flex-none truncate">{word(each.objection)}</span>
              <Interval share={each.interested} max={end} name={t`Interested`} />
            </div>
          ))}
          {effect.objections.length === 0 && (
            <p className="text-ink-3">
              <Trans>None was noted.</Trans>
            </p>
          )}
        </section>
      </div>
      <section className="border-t border-line px-5 py-3">
        <h3 className="mb-2 font-strong">
          <Trans>Who calls by version {number}</Trans>
        </h3>
        <div className="grid gap-x-8 gap-y-2 tablet:grid-cols-2 desk:grid-cols-4">
          {effect.people.map((each) => (
            <div key={each.user_id}>
              <b>{nameOf(each.user_id, each.user_name)}</b>
              <Interval share={each.interested} max={1} name={t`Interested`} />
            </div>
          ))}
        </div>
        <p className="mt-2 text-xs text-ink-3">
          <Trans>Below 50 connected calls a person’s share shows a trend to that person; it ranks nobody.</Trans>
        </p>
      </section>
    </>
  );
}

function monthsAgo(months: number): string {
  const day = new Date();
  day.setMonth(day.getMonth() - months);
  return day.toISOString().slice(0, 10);
}

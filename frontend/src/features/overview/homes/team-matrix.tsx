import { Trans, useLingui } from '@lingui/react/macro';
import type { CSSProperties } from 'react';
import type { User } from '@/api';
import { count, percent, personName } from '@/shared/format';
import { Counted } from '@/shared/lists';
import { usePreferences } from '@/shared/preferences';
import { type MemberDay, type TeamMatrix, clockHour } from '@/shared/team-day';
import { counter, instantOf, useMinute, wallTime } from '@/shared/time';
import { cx } from '@/shared/ui/cx';
import { LineTable } from '@/shared/ui/lists/line-table';

interface Props {
  matrix: TeamMatrix;
  today: string;
  people: ReadonlyMap<string, User>;
}

const HEIGHT = 40;

/** So many hours stand side by side with their minutes. */
const WIDE_HOURS = 13;

/** Plan and calls of each member by hour; every cell opens its calls. */
export function TeamMatrixTable({ matrix, today, people }: Props) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const present = wallTime(useMinute(), zone).hour;
  const isBusy = (member: MemberDay) => member.planned + member.dialled > 0;
  const busy = matrix.members.filter(isBusy);
  const idle = matrix.members.filter((member) => !isBusy(member)).map(({ user_id }) => people.get(user_id));
  const names = idle.map((person) => (person ? personName(person) : '')).join(t({ context: 'list', message: ', ' }));
  return (
    <div className="border-b border-line">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 px-5 pt-2.5">
        <h2 className="text-sm font-strong">
          <Trans>Plan and calls by hour</Trans>
        </h2>
        <span className="text-xs text-ink-3">
          <Trans>above each bar: dialled / planned at a time</Trans>
        </span>
        <span className="ml-auto flex items-center gap-3 text-xs text-ink-2">
          <span className="flex items-center gap-1.5">
            <i aria-hidden className="size-2.5 rounded-[2px] border border-accent-line bg-accent-soft" />
            <Trans>Planned</Trans>
          </span>
          <span className="flex items-center gap-1.5">
            <i aria-hidden className="size-2.5 rounded-[2px] bg-c1" />
            <Trans>Dialled</Trans>
          </span>
        </span>
      </header>
      <LineTable label={t`Plan and calls by hour`} className="tablet:[&>table]:min-w-215 tablet:[&>table]:table-fixed">
        <thead>
          <tr className="text-xs text-ink-3">
            <th className="w-36 px-5 py-1 text-left font-normal">
              <Trans>Who</Trans>
            </th>
            {matrix.hours.map((hour) => (
              <th key={hour} className={cx('py-1 font-normal', hour === present && 'font-strong text-ink')}>
                {matrix.hours.length > WIDE_HOURS ? (hour + 24) % 24 : clockHour(hour)}
              </th>
            ))}
            <th className="w-28 px-5 py-1 text-right font-normal whitespace-nowrap">
              <Trans>Connected</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {busy.map((member) => (
            <Member
              key={member.user_id}
              member={member}
              matrix={matrix}
              today={today}
              person={people.get(member.user_id)}
            />
          ))}
        </tbody>
      </LineTable>
      {idle.length > 0 && (
        <p className="border-t border-line px-5 py-2 text-xs text-ink-3">
          <Trans>Nothing planned and nothing dialled today: {names}</Trans>
        </p>
      )}
    </div>
  );
}

/** On a phone the hours of somebody stand side by side, each below its own name. */
const HOUR =
  'border-t border-line max-tablet:flex-col! max-tablet:items-stretch! max-tablet:justify-start! max-tablet:before:text-center max-tablet:before:text-2xs!';

interface MemberProps {
  member: MemberDay;
  matrix: TeamMatrix;
  today: string;
  person: User | undefined;
}

function Member({ member, matrix, today, person }: MemberProps) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const name = person ? personName(person) : '';
  const [year = 0, month = 0, day = 0] = today.split('-').map(Number);
  const midnight = instantOf({ year, month, day, hour: 0, minute: 0 }, zone).getTime();
  const at = (hour: number) => new Date(midnight + hour * 3_600_000);
  const own = { author_id: member.user_id, 'started_at.gte': at(0).toISOString() };
  return (
    <tr
      className="max-tablet:grid-cols-[repeat(var(--hours),minmax(0,1fr))]"
      style={{ '--hours': matrix.hours.length } as CSSProperties}
    >
      <th
        scope="row"
        className="border-t border-line px-5 py-1 text-left align-bottom font-normal whitespace-nowrap max-tablet:col-span-full"
      >
        <b className="block">{name}</b>
        <Counted
          kind="planned"
          of={{ assignee_id: member.user_id, due_on: today, plan_state: 'active', state: ['planned', 'done'] }}
          className="text-xs text-ink-3"
        >
          <Trans>
            {count(member.done)} of {count(member.planned)} planned
          </Trans>
        </Counted>
      </th>
      {matrix.hours.map((hour) => {
        const cell = member.cells.get(hour);
        if (!cell)
          return (
            <td key={hour} className={HOUR} aria-label={t`nothing`}>
              <i aria-hidden />
            </td>
          );
        const end = new Date(at(hour).getTime() + 3_600_000).toISOString();
        return (
          <td key={hour} className={cx(HOUR, 'px-1 pt-0.5 align-bottom *:flex-1')}>
            <Counted
              kind="calls"
              of={{ author_id: member.user_id, 'started_at.gte': at(hour).toISOString(), 'started_at.lt': end }}
              className="block text-center text-2xs whitespace-nowrap text-ink-2 no-underline hover:bg-hover focus-visible:ring-focus-inside"
            >
              <span className="sr-only">{t`${name}, ${clockHour(hour)}, dialled and planned:`} </span>
              {count(cell.dialled)}
              {cell.planned > 0 && ` / ${count(cell.planned)}`}
              <span aria-hidden className="relative mx-auto block max-w-13" style={{ height: HEIGHT }}>
                {cell.planned > 0 && (
                  <i
                    className="absolute inset-x-0 bottom-0 border border-b-0 border-accent-line bg-accent-soft"
                    style={{ height: (cell.planned / matrix.most) * HEIGHT }}
                  />
                )}
                <i
                  className="absolute inset-x-1 bottom-0 bg-c1"
                  style={{ height: (cell.dialled / matrix.most) * HEIGHT }}
                />
              </span>
            </Counted>
          </td>
        );
      })}
      <td className="border-t border-line px-5 py-1 text-right align-bottom whitespace-nowrap max-tablet:col-span-full">
        <Counted kind="calls" of={{ ...own, reached: 'true' }} className="block text-md">
          {count(member.connected)}
        </Counted>
        <span className="block text-xs text-ink-3">
          {member.dialled > 0 && `${percent(member.connected / member.dialled)} · `}
          {counter(member.talk_seconds)}
        </span>
      </td>
    </tr>
  );
}

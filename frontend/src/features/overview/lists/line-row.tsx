import { useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useNames } from '@/shared/directory';
import { langOf } from '@/shared/format';
import { Counted } from '@/shared/lists';
import { useMe } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { againstClock, agoText, dayIn, overdueText, soonText, toDate, useMinute } from '@/shared/time';
import { WORKING_DAY, workLeft } from '@/shared/time/work';
import { Badge, SOLID } from '@/shared/ui/values/badge';
import { cx } from '@/shared/ui/cx';
import { Day } from '@/shared/ui/values/figures';
import { RecordLink } from '@/shared/ui/actions/record-link';
import type { Line, Moment } from './lines';

interface Props {
  line: Line;
  /** In a narrow column: the name above, the rest below it. */
  isNarrow?: boolean;
  /** What can be done with it at once. */
  action?: ReactNode;
}

/** One record of any list; its name opens it. */
export function LineRow({ line, isNarrow = false, action }: Props) {
  const me = useMe();
  const nameOf = useNames();
  const Icon = line.icon;
  const who = line.whoId === me.id ? '' : nameOf(line.whoId, line.who);
  const about = line.about && (
    <span className="text-ink-3" lang={langOf(line.about)}>
      {line.about}
    </span>
  );
  const mark = line.mark && <Badge tone={line.tone === 'bad' ? 'mute' : (line.tone ?? 'mute')}>{line.mark}</Badge>;
  const when = line.when && <When when={line.when} />;
  const icon = <Icon className={cx('icon-sm flex-none', SOLID[line.tone ?? 'mute'])} aria-hidden />;
  if (isNarrow) {
    return (
      <li className="flex items-start gap-2 py-1">
        <span className="pt-0.5">{icon}</span>
        <span className="min-w-0 flex-1">
          <span className="block truncate">
            <Name line={line} /> {about}
          </span>
          <span className="flex min-w-0 items-center gap-1.5 text-xs text-ink-3">
            <span className="truncate">{who}</span>
            {line.mark && <span className="flex-none">{line.mark}</span>}
          </span>
        </span>
        <span className="flex-none text-xs text-ink-2">{when}</span>
      </li>
    );
  }
  return (
    <li className="flex min-h-9 items-center gap-3 border-b border-line px-5 py-1 max-tablet:flex-wrap max-tablet:gap-x-2 max-tablet:px-4">
      {icon}
      <span className="min-w-0 flex-1 truncate max-tablet:basis-[80%]">
        <Name line={line} /> {about}
      </span>
      <span className="w-24 flex-none truncate text-ink-2 max-tablet:w-auto">{who}</span>
      <span className="flex w-32 flex-none overflow-hidden max-tablet:w-auto">{mark}</span>
      <span className="w-36 flex-none text-right text-ink-2 max-tablet:ml-auto max-tablet:w-auto">{when}</span>
      {action}
    </li>
  );
}

function Name({ line }: { line: Line }) {
  const name = <b lang={langOf(line.title)}>{line.title}</b>;
  if (line.changed !== undefined) {
    return (
      <Link to="/history" search={{ record: line.changed }} className="text-ink no-underline hover:underline">
        {name}
      </Link>
    );
  }
  if (line.counts) {
    return (
      <Counted {...line.counts} className="text-ink no-underline hover:underline">
        {name}
      </Counted>
    );
  }
  if (!line.opens) return name;
  return (
    <RecordLink {...line.opens} className="text-ink no-underline hover:underline">
      {name}
    </RecordLink>
  );
}

function When({ when }: { when: Moment }) {
  const { i18n } = useLingui();
  const now = useMinute();
  const { zone } = usePreferences();
  void i18n.locale;
  if (when.at) {
    if (when.work !== null && when.work !== undefined) {
      const isSoon = when.work <= WORKING_DAY;
      return (
        <span className={cx('date', when.isLate ? 'text-bad-ink' : isSoon && 'text-warn-ink')}>
          {workLeft(when.work, when.isLate ?? false)}
        </span>
      );
    }
    if (when.isLate) return <span className="text-bad-ink">{againstClock(when.at, now)}</span>;
    return (
      <span className="date">
        {toDate(when.at).getTime() > now ? soonText(when.at, now) : agoText(when.at, now, zone)}
      </span>
    );
  }
  if (!when.on) return null;
  const isOver = when.isLate ?? false;
  return isOver && when.on < dayIn(now, zone) ? (
    <span className="text-bad-ink">{overdueText(when.on, now, zone)}</span>
  ) : (
    <Day date={when.on} />
  );
}

import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { timeIn, useMinute, wallTime } from '@/shared/time';
import { count } from '@/shared/format';
import { cx } from '../cx';
import type { Callable } from '../values/marks';

/** A stretch of a local day that policy permits calls in, in minutes since midnight there. */
export interface CallWindow {
  from: number;
  to: number;
}

export interface ClockZone {
  /** IANA name. */
  zone: string;
  /** `柏林 · 马德里等 7 城` */
  cities: string;
  /** How many of my queue are there. */
  count: number;
  callable: Callable;
  /** What happens next: `18 分钟后午休`, `09:00 开放`, `至 12:00`. */
  next: ReactNode;
  windows: readonly CallWindow[];
}

export interface WorldClockProps {
  /** What `callable` counts, where it is not “Callable now”. */
  label?: ReactNode;
  zones: readonly ClockZone[];
  /** How many are callable now, and how many wait in the queue in all. */
  callable: number;
  queued: number;
  /** Which zone opens next, when, and with how many. */
  nextBatch?: ReactNode;
  /** My own zone and what to call it. */
  mine: string;
  myPlace: string;
  /** The zone the queue is filtered to. */
  chosen?: string | null;
  onChoose?: (zone: string | null) => void;
}

const DAY_FROM = 6 * 60;
const DAY_TO = 20 * 60;

/** Where on the bar of the local day, 06 to 20 h, a minute stands: 0 to 100. */
export function onBar(minute: number): number {
  return (Math.min(Math.max(minute, DAY_FROM), DAY_TO) - DAY_FROM) / ((DAY_TO - DAY_FROM) / 100);
}

/** The zones of my queue, what closes first at the left; pressing one filters the queue to it. */
export function WorldClock(props: WorldClockProps) {
  const { label, zones, callable, queued, nextBatch, mine, myPlace, chosen = null, onChoose } = props;
  const { t } = useLingui();
  const now = useMinute();
  return (
    <section
      aria-label={t`World clock`}
      data-sideways // what closes first stands first: the rest can be pushed into sight
      className="flex h-19 flex-none overflow-x-auto border-b border-line [scrollbar-width:none]"
    >
      <div className="min-w-44.5 flex-none border-r border-line bg-surface-2 px-3 pt-2.25 whitespace-nowrap">
        <p className="flex justify-between gap-2 text-xs text-ink-3">
          {label ?? <Trans>Callable now</Trans>}
          <span className="date">
            {timeIn(now, mine)} {myPlace}
          </span>
        </p>
        <p className="flex items-baseline gap-1.5">
          <span className="text-xl/6 font-strong">{count(callable)}</span>
          <span className="text-xs text-ink-3">
            <Trans>of {count(queued)} in the queue</Trans>
          </span>
        </p>
        <p className="mt-0.5 text-xs text-ink-3">{nextBatch}</p>
      </div>
      {zones.map((zone) => (
        <ZoneCell key={zone.zone} zone={zone} now={now} isChosen={chosen === zone.zone} onChoose={onChoose} />
      ))}
    </section>
  );
}

interface CellProps {
  zone: ClockZone;
  now: number;
  isChosen: boolean;
  onChoose: ((zone: string | null) => void) | undefined;
}

function ZoneCell({ zone, now, isChosen, onChoose }: CellProps) {
  const isOpen = zone.callable === 'now';
  const wall = wallTime(now, zone.zone);
  const minute = wall.hour * 60 + wall.minute;
  return (
    <ToggleButton
      isSelected={isChosen}
      onChange={(chosen) => onChoose?.(chosen ? zone.zone : null)}
      className="max-w-90 min-w-38 flex-1 cursor-default border-r desk:min-w-34 border-line px-3 pt-2.25 text-left hover:bg-hover focus-visible:ring-focus-inside selected:bg-accent-soft desk:px-2.5"
    >
      <span className="flex gap-1.5 text-xs text-ink-3">
        <span className="min-w-0 flex-1 truncate">{zone.cities}</span>
        <span className={cx('flex-none', isOpen && 'font-strong text-ok-ink')}>
          <Plural value={zone.count} one="#" other="#" />
        </span>
      </span>
      <span className="mt-px flex items-baseline gap-1">
        <span className={cx('text-lg/5', isOpen ? 'font-strong' : 'text-ink-3')}>{timeIn(now, zone.zone)}</span>
        <span className={cx('min-w-0 truncate text-xs', zone.callable === 'soon' ? 'text-warn-ink' : 'text-ink-3')}>
          {zone.next}
        </span>
      </span>
      <span aria-hidden className="relative mt-2 block h-1.5 rounded-[3px] bg-surface-3">
        {zone.windows.map((window) => (
          <span
            key={window.from}
            className={cx(
              'absolute inset-y-0 rounded-[2px]',
              isOpen && window.from <= minute && minute < window.to ? 'bg-accent' : 'bg-accent-line',
            )}
            style={{ left: `${onBar(window.from)}%`, width: `${onBar(window.to) - onBar(window.from)}%` }}
          />
        ))}
        <span className="absolute -top-0.5 h-2.5 w-0.5 rounded-[1px] bg-ink" style={{ left: `${onBar(minute)}%` }} />
      </span>
    </ToggleButton>
  );
}

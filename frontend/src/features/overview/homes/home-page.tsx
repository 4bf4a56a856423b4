import { useLingui } from '@lingui/react/macro';
import { useMayList } from '@/shared/lists';
import { useMe } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { addDays, dateIn, dayIn, instantOf, useMinute } from '@/shared/time';
import { Column, Columns, PanelHeader } from '@/shared/ui/panel';
import { Block, SideBlock } from './block';
import type { BlockSpec, Context, Home } from './roles';
import { Tile, Tiles } from './tiles';

/** The instant at which a day begins in a zone. */
export function startOf(day: string, zone: string): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return instantOf({ year, month, day: date, hour: 0, minute: 0 }, zone).toISOString();
}

/** Whose home it is and where its days begin; it changes at midnight. */
export function useContext(): Context {
  const me = useMe();
  const { zone } = usePreferences();
  const today = dayIn(useMinute(), zone);
  const monthAgo = addDays(today, -30);
  return { me, today, monthAgo, midnight: startOf(today, zone), monthStart: startOf(monthAgo, zone) };
}

/** The title of a home with its day. */
export function useToday(): string {
  const now = useMinute();
  const { zone } = usePreferences();
  return dateIn(now, zone, now, { weekday: true });
}

const SIDE = 'max-laptop:w-full! max-laptop:overflow-visible';
const STACKED = 'max-laptop:flex-col max-laptop:divide-x-0 max-laptop:overflow-auto';

/** A home of figures and lists: what needs one first, and what happened. */
export function HomePage({ home }: { home: Home }) {
  const { t, i18n } = useLingui();
  const context = useContext();
  const reads = useMayList();
  const today = useToday();
  const propsOf = ({ title, of, empty, ...rest }: BlockSpec) => ({
    ...rest,
    title: i18n._(title),
    of: of(context),
    empty: i18n._(empty),
  });
  return (
    <>
      <PanelHeader title={t`Today`} note={<span className="date">{today}</span>} />
      <Tiles>
        {home.tiles
          .filter(({ kind }) => reads(kind))
          .map(({ title, kind, of, note, isBad = false }) => (
            <Tile
              key={title.id}
              name={i18n._(title)}
              kind={kind}
              of={of(context)}
              isBad={isBad}
              {...(note && { note: i18n._(note) })}
            />
          ))}
      </Tiles>
      <Columns className={STACKED}>
        <Column className="max-laptop:overflow-visible">
          {home.main
            .filter(({ kind }) => reads(kind))
            .map((block) => (
              <Block key={block.title.id} {...propsOf(block)} />
            ))}
        </Column>
        <Column width={340} isSide label={t`Beside it`} className={SIDE}>
          {home.side
            .filter(({ kind }) => reads(kind))
            .map((block) => (
              <SideBlock key={block.title.id} {...propsOf(block)} />
            ))}
        </Column>
      </Columns>
    </>
  );
}

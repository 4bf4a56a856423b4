import { useLingui } from '@lingui/react/macro';
import { useMayList } from '@/shared/lists';
import { useMe } from '@/shared/permissions';
import { Column, Columns, PanelHeader } from '@/shared/ui/layout/panel';
import { Block, SideBlock } from './block';
import { useContext, useToday } from './context';
import { type BlockSpec, HOMES } from './roles';
import { Tile, Tiles } from './tiles';

const SIDE = 'max-laptop:w-full! max-laptop:overflow-visible';
const STACKED = 'max-laptop:flex-col max-laptop:divide-x-0 max-laptop:overflow-auto';

/** A home of figures and lists: what needs one first, and what happened. */
export function HomePage() {
  const { role } = useMe();
  const home = HOMES[role];
  const { t, i18n } = useLingui();
  const context = useContext();
  const reads = useMayList();
  const today = useToday();
  if (!home) return null;
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
        <Column className="max-laptop:flex-none max-laptop:overflow-visible">
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

import { Trans, useLingui } from '@lingui/react/macro';
import type { DuplicatePair } from '@/api';
import { langOf } from '@/shared/format';
import { label } from '@/shared/labels';
import { duplicateReasonLabels, strengthLabels } from '@/shared/labels/data';
import { cx } from '@/shared/ui/cx';
import { Kbd } from '@/shared/ui/actions/kbd';
import { Column } from '@/shared/ui/layout/panel';
import { useRoving } from '@/shared/ui/use-roving';

interface Props {
  pairs: readonly DuplicatePair[];
  currentId: string | null;
  header: React.ReactNode;
  hasMore: boolean;
  onMore: () => void;
  onOpen: (id: string) => void;
  children?: React.ReactNode;
}

/** The pairs that wait for a decision, the likeliest first. */
export function PairList({ pairs, currentId, header, hasMore, onMore, onOpen, children }: Props) {
  const { t } = useLingui();
  const { list } = useRoving<HTMLUListElement>();
  return (
    <Column
      width={300}
      label={t`Possible duplicates`}
      className="max-laptop:max-h-60 max-laptop:w-full! max-tablet:max-h-none"
      header={header}
      footer={
        <footer className="flex h-9 flex-none items-center gap-1.5 border-t border-line px-3 text-xs text-ink-3 max-laptop:hidden">
          <Kbd keys="j" />
          <Kbd keys="k" />
          <Trans>Choose</Trans>
          <Kbd keys="a" className="ml-2" />
          <Trans>all left</Trans>
          <Kbd keys="b" className="ml-2" />
          <Trans>all right</Trans>
        </footer>
      }
    >
      {children}
      <ul ref={list}>
        {pairs.map((pair) => (
          <li key={pair.id} className="border-b border-line">
            <button
              type="button"
              aria-current={pair.id === currentId}
              onClick={() => onOpen(pair.id)}
              className={cx(
                'grid w-full grid-cols-[minmax(0,1fr)_auto] gap-x-2 border-l-2 px-3.5 py-2 text-left focus-visible:ring-focus-inside',
                pair.id === currentId ? 'border-accent bg-accent-soft' : 'border-transparent hover:bg-hover',
              )}
            >
              <b className="truncate" lang={langOf(pair.a.name)}>
                {pair.a.name}
              </b>
              <span className="text-xs text-ink-3">{label(strengthLabels, pair.strength)}</span>
              <span className="col-span-full truncate text-ink-2" lang={langOf(pair.b.name)}>
                {pair.b.name}
              </span>
              <span className="col-span-full truncate text-xs text-ink-3">
                {pair.reasons.map((reason) => label(duplicateReasonLabels, reason)).join(' · ')}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {hasMore && (
        <button type="button" className="w-full py-2 text-accent-ink hover:underline" onClick={onMore}>
          <Trans>Show more</Trans>
        </button>
      )}
    </Column>
  );
}

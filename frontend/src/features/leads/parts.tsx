import type { Share } from '@/api';
import { Interval } from '@/shared/ui/values/interval';

export const HEAD = 'border-b border-line bg-surface-2 px-4 py-2 text-left text-xs font-normal text-ink-3';
export const CELL = 'border-b border-line px-4 py-2.5 text-left';

/** A share with its interval; on a phone under the name of its column. */
export const ShareCell = ({ share, max, name }: { share: Share; max: number; name: string }) => (
  <td className={CELL}>
    <div className="flex w-full">
      <Interval share={share} max={max} name={name} />
    </div>
  </td>
);

import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { CustomerLine } from '@/api';
import { countryName, langOf } from '@/shared/format';
import { timeIn } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { GradeMark, IntentMark } from '@/shared/ui/values/marks';

interface Props {
  rows: readonly CustomerLine[];
  now: number;
  /** What the list is sorted by, on the right. */
  aside: (line: CustomerLine) => ReactNode;
  hasMore: boolean;
  onMore: () => void;
  onOpen: (line: CustomerLine) => void;
}

/** The list on a phone: two lines a customer. */
export function PhoneList({ rows, now, aside, hasMore, onMore, onOpen }: Props) {
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <ul>
        {rows.map((line) => (
          <li key={line.id} className="border-b border-line">
            <button
              type="button"
              onClick={() => onOpen(line)}
              className="grid w-full grid-cols-[18px_minmax(0,1fr)_auto] items-center gap-x-2.5 px-4 py-2 text-left text-md focus-visible:ring-focus-inside"
            >
              <GradeMark grade={line.grade} />
              <span lang={langOf(line.name)} className="truncate">
                {line.name}
              </span>
              <span className="justify-self-end text-right">{aside(line)}</span>
              <span className="col-start-2 truncate text-xs text-ink-3">
                {[line.country && countryName(line.country), line.city, line.zone && timeIn(now, line.zone)]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
              <span className="justify-self-end text-xs text-ink-3">
                <IntentMark intent={line.intent_level} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      {hasMore && (
        <div className="flex justify-center p-3">
          <Button size="lg" onPress={onMore}>
            <Trans>Show more</Trans>
          </Button>
        </div>
      )}
    </div>
  );
}

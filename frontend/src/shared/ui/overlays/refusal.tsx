import { CircleX } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Button } from '../actions/button';
import { CriteriaList, type CriterionRow } from '../lists/criteria';
import { Popover } from './popover';

export interface RefusalProps {
  isOpen: boolean;
  onClose: () => void;
  /** Where the card should have landed; the card itself is back already. */
  anchor: RefObject<Element | null>;
  /** `还不能进入“商务谈判”` */
  title: ReactNode;
  /** Which record: `海水淡化高压泵 12 台 · Gulf Desal Trading LLC`. */
  subject: ReactNode;
  rows: readonly CriterionRow[];
  /** `卡片已放回“需求明确”` */
  footnote?: ReactNode;
  cancel: string;
  /** Supplies what is missing and moves; left out where nothing can be supplied. */
  act?: string | undefined;
  onAct: () => void;
  isBusy?: boolean;
}

/** A move that was refused: what holds, what is missing with its field, and one button that supplies it and moves. */
export function Refusal(props: RefusalProps) {
  const { isOpen, onClose, anchor, title, subject, rows, footnote, cancel, act, onAct, isBusy = false } = props;
  return (
    <Popover isOpen={isOpen} onOpenChange={(open) => !open && onClose()} triggerRef={anchor} className="w-89">
      <AriaDialog className="outline-none">
        <header className="flex items-start gap-2 px-3.5 pt-3 pb-2">
          <CircleX className="mt-0.75 text-bad" aria-hidden />
          <div className="min-w-0">
            <Heading slot="title" className="text-md font-strong">
              {title}
            </Heading>
            <p className="text-ink-2">{subject}</p>
          </div>
        </header>
        <div className="max-h-[52vh] overflow-auto">
          <CriteriaList rows={rows} />
        </div>
        <footer className="flex items-center gap-2 px-3.5 py-2.5">
          <span className="min-w-0 flex-1 text-xs text-ink-3">{footnote}</span>
          <Button keys="escape" onPress={onClose}>
            {cancel}
          </Button>
          {act && (
            <Button variant="primary" isBusy={isBusy} onPress={onAct}>
              {act}
            </Button>
          )}
        </footer>
      </AriaDialog>
    </Popover>
  );
}

import { Trans } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import { RadioGroup as AriaRadioGroup } from 'react-aria-components/RadioGroup';
import { timeIn } from '@/shared/time';
import { Button } from '../actions/button';
import { RadioLine } from '../forms/choice';
import { Dialog } from './dialog';

export type ConflictSide = 'theirs' | 'mine';

export interface Conflict {
  /** The field as the API names it. */
  field: string;
  name: string;
  theirs: ReactNode;
  mine: ReactNode;
}

export interface ConflictDialogProps {
  isOpen: boolean;
  onClose: () => void;
  /** Who was faster, and when. */
  who: string;
  at: string;
  zone: string;
  conflicts: readonly Conflict[];
  /** How many of my other changes were merged without a question. */
  mergedCount: number;
  onSeeTheirs: () => void;
  /** The side chosen for each field. */
  onResolve: (sides: Record<string, ConflictSide>) => void;
  isBusy?: boolean;
}

/** Somebody was faster (412): theirs and mine side by side, one choice for each field that both changed. */
export function ConflictDialog(props: ConflictDialogProps) {
  const { isOpen, onClose, who, at, zone, conflicts, mergedCount, onSeeTheirs, onResolve, isBusy = false } = props;
  const [sides, setSides] = useState<Record<string, ConflictSide>>({});
  const side = (field: string) => sides[field] ?? 'mine';
  const count = conflicts.length;
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      size="md"
      isFlush
      title={<Trans>{who} has just changed this</Trans>}
      footnote={mergedCount > 0 && <Trans>Your other {mergedCount} changes do not conflict</Trans>}
      footer={
        <>
          <Button onPress={onSeeTheirs}>
            <Trans>See their version</Trans>
          </Button>
          <Button
            variant="primary"
            isBusy={isBusy}
            onPress={() => onResolve(Object.fromEntries(conflicts.map(({ field }) => [field, side(field)])))}
          >
            <Trans>Save the merged record</Trans>
          </Button>
        </>
      }
    >
      <p className="px-4 pb-2">
        <Trans>{count} fields differ from what you opened. Choose which to keep.</Trans>
      </p>
      <div>
        <div className="grid h-7 grid-cols-[110px_1fr_1fr] items-center border-b border-line bg-surface-2 px-4 text-xs text-ink-3">
          <span>
            <Trans>Field</Trans>
          </span>
          <span>
            {who} {timeIn(at, zone)}
          </span>
          <span>
            <Trans>You</Trans>
          </span>
        </div>
        {conflicts.map(({ field, name, theirs, mine }) => (
          <AriaRadioGroup
            key={field}
            orientation="horizontal"
            aria-label={name}
            value={side(field)}
            onChange={(value) => setSides({ ...sides, [field]: value as ConflictSide })}
            className="grid min-h-(--row) grid-cols-[110px_1fr_1fr] items-center border-b border-line px-4 text-ink"
          >
            <span className="text-ink-2">{name}</span>
            <RadioLine value="theirs">{theirs}</RadioLine>
            <RadioLine value="mine">{mine}</RadioLine>
          </AriaRadioGroup>
        ))}
      </div>
    </Dialog>
  );
}

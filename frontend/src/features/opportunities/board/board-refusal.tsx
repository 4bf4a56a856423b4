import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { type RefObject, useState } from 'react';
import { type ApiError, type BoardCard } from '@/api';
import { criterionLabels, label, stageLabels } from '@/shared/labels';
import type { CriterionRow } from '@/shared/ui/lists/criteria';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { Refusal } from '@/shared/ui/overlays/refusal';
import { criteriaQuery } from '../detail/queries';
import { type Filling, type Gap, emptyFilling, hasField, stillMissing } from '../filling';
import { MissingField } from '../missing-field';
import type { Drop } from './machine';

export interface Refused {
  card: BoardCard;
  drop: Drop;
  gaps: readonly Gap[];
  error: ApiError;
}

interface Props {
  refused: Refused;
  anchor: RefObject<Element | null>;
  today: string;
  isBusy: boolean;
  onClose: () => void;
  onFill: (asked: readonly Gap[], filling: Filling) => void;
}

/** A drop that was refused: what holds, and the fields that supply what does not. */
export function BoardRefusal({ refused, anchor, today, isBusy, onClose, onFill }: Props) {
  const { t } = useLingui();
  const { card, drop, gaps, error } = refused;
  const criteria = useQuery(criteriaQuery(card.id));
  const [filling, setFilling] = useState(() => emptyFilling(card.amount));
  const [isAsked, setAsked] = useState(false);
  const stage = label(stageLabels, drop.stage);
  const home = label(stageLabels, card.stage);
  const held = criteria.data?.items.find((move) => move.to_state === drop.stage)?.criteria ?? [];
  const missing = stillMissing(gaps, filling);
  const name = (gap: Gap) => (gap === 'reason' ? t`A reason to go back` : label(criterionLabels, gap));
  const first = gaps.find(hasField);
  const rows: CriterionRow[] =
    gaps.length === 0
      ? [{ id: 'rule', holds: false, name: problemText(error), field: <OneAtATime /> }]
      : [
          ...held
            .filter((criterion) => criterion.holds && !gaps.includes(criterion.code))
            .map((criterion) => ({ id: criterion.code, holds: true, name: name(criterion.code) })),
          ...gaps.map((gap) => ({
            id: gap,
            holds: false,
            name: name(gap),
            detail: isAsked && missing.includes(gap) && <span className="text-bad-ink">{t`still missing`}</span>,
            field: (
              <div className="mt-1 flex flex-col gap-2">
                <MissingField
                  gap={gap}
                  customerId={card.customer_id}
                  filling={filling}
                  today={today}
                  autoFocus={gap === first}
                  onChange={(part) => setFilling((old) => ({ ...old, ...part }))}
                />
              </div>
            ),
          })),
        ];
  return (
    <Refusal
      isOpen
      onClose={onClose}
      anchor={anchor}
      title={<Trans>Not yet in “{stage}”</Trans>}
      subject={`${card.title} · ${card.customer_name}`}
      rows={rows}
      footnote={<Trans>The card is back in “{home}”</Trans>}
      cancel={t`Leave it`}
      act={gaps.some(hasField) ? t`Fill in and move` : undefined}
      isBusy={isBusy}
      onAct={() => {
        setAsked(true);
        const fillable = missing.filter(hasField);
        if (fillable.length === 0) onFill(gaps, filling);
      }}
    />
  );
}

function OneAtATime() {
  return (
    <p className="text-xs text-ink-3">
      <Trans>Forward it goes one stage at a time; what you may not move stays where it is.</Trans>
    </p>
  );
}

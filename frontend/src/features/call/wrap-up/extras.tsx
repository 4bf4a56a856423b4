import { Trans, useLingui } from '@lingui/react/macro';
import { CornerUpRight, Lightbulb, MessageSquareWarning } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { needKindLabels, options } from '@/shared/labels';
import { ToggleChip } from '@/shared/ui/actions/chip';
import { Segmented } from '@/shared/ui/actions/segmented';
import { TextArea } from '@/shared/ui/forms/text-field';
import type { Gap, WrapUp } from './wrap-up';

const QuestionFields = lazy(() => import('./question-fields').then((module) => ({ default: module.QuestionFields })));

export interface ExtrasProps {
  wrapUp: WrapUp;
  gaps: readonly Gap[];
  onChange: (part: Partial<WrapUp>) => unknown;
}

/** A complaint, a need, a question for a department: heard in the call and saved with it. */
export function Extras({ wrapUp, gaps, onChange }: ExtrasProps) {
  const { t } = useLingui();
  const [opened, setOpened] = useState({ complaint: false, need: false, question: false });
  const shows = (part: keyof typeof opened) => opened[part] || wrapUp[part] !== '';
  const toggle = (part: keyof typeof opened) => (isOn: boolean) => {
    setOpened({ ...opened, [part]: isOn });
    if (!isOn) onChange({ [part]: '' });
  };
  return (
    <div className="flex flex-col gap-2.5">
      <div className="flex flex-wrap gap-1.5">
        <ToggleChip icon={MessageSquareWarning} isSelected={shows('complaint')} onChange={toggle('complaint')}>
          <Trans context="call">Complaint</Trans>
        </ToggleChip>
        <ToggleChip icon={Lightbulb} isSelected={shows('need')} onChange={toggle('need')}>
          <Trans context="call">Need</Trans>
        </ToggleChip>
        <ToggleChip icon={CornerUpRight} isSelected={shows('question')} onChange={toggle('question')}>
          <Trans>Ask a department</Trans>
        </ToggleChip>
      </div>
      {shows('complaint') && (
        <TextArea
          label={t`What they complain about`}
          rows={2}
          value={wrapUp.complaint}
          onChange={(complaint) => onChange({ complaint })}
        />
      )}
      {shows('need') && (
        <>
          <Segmented
            label={t`Kind of need`}
            choices={options(needKindLabels)}
            value={wrapUp.needKind}
            onChange={(needKind) => onChange({ needKind })}
          />
          <TextArea label={t`What they need`} rows={2} value={wrapUp.need} onChange={(need) => onChange({ need })} />
        </>
      )}
      {shows('question') && (
        <Suspense fallback={<div className="h-28" />}>
          <QuestionFields wrapUp={wrapUp} gaps={gaps} onChange={onChange} />
        </Suspense>
      )}
    </div>
  );
}

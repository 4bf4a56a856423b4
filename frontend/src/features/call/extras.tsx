import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { CornerUpRight, Lightbulb, MessageSquareWarning } from 'lucide-react';
import { useState } from 'react';
import { title } from '@/shared/format';
import { needKindLabels, options } from '@/shared/labels';
import { ToggleChip } from '@/shared/ui/chip';
import { Segmented } from '@/shared/ui/choice';
import { Select } from '@/shared/ui/select';
import { TextArea } from '@/shared/ui/text-field';
import { departmentsQuery } from './queries';
import type { Gap, WrapUp } from './wrap-up';

interface Props {
  wrapUp: WrapUp;
  gaps: readonly Gap[];
  onChange: (part: Partial<WrapUp>) => void;
}

/** A complaint, a need, a question for a department: heard in the call and saved with it. */
export function Extras({ wrapUp, gaps, onChange }: Props) {
  const { t } = useLingui();
  const [opened, setOpened] = useState({ complaint: false, need: false, question: false });
  const shows = (part: keyof typeof opened) => opened[part] || wrapUp[part] !== '';
  const toggle = (part: keyof typeof opened) => (isOn: boolean) => {
    setOpened({ ...opened, [part]: isOn });
    if (!isOn) onChange({ [part]: '' });
  };
  const departments = useQuery({ ...departmentsQuery, enabled: shows('question') });
  return (
    <div className="flex flex-col gap-2.5">
      <div className="flex flex-wrap gap-1.5">
        <ToggleChip icon={MessageSquareWarning} isSelected={shows('complaint')} onChange={toggle('complaint')}>
          <Trans>Complaint</Trans>
        </ToggleChip>
        <ToggleChip icon={Lightbulb} isSelected={shows('need')} onChange={toggle('need')}>
          <Trans>Need</Trans>
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
        <>
          <Select
            label={t`Department`}
            isRequired
            choices={(departments.data?.items ?? []).map((each) => ({ id: each.id, name: title(each) }))}
            value={wrapUp.departmentId}
            onChange={(departmentId) => onChange({ departmentId })}
            error={gaps.includes('handoff') ? t`Choose whom to ask.` : undefined}
          />
          <TextArea
            label={t`Question`}
            rows={2}
            value={wrapUp.question}
            onChange={(question) => onChange({ question })}
          />
        </>
      )}
    </div>
  );
}

import { useLingui } from '@lingui/react/macro';
import { DepartmentPicker } from '@/shared/pickers/department-picker';
import { TextArea } from '@/shared/ui/forms/text-field';
import type { ExtrasProps } from './extras';

/** A question, and the department it goes to. */
export function QuestionFields({ wrapUp, gaps, onChange }: ExtrasProps) {
  const { t } = useLingui();
  return (
    <>
      <div data-gap="handoff">
        <DepartmentPicker
          label={t`Department`}
          isRequired
          value={wrapUp.departmentId}
          onChange={(departmentId) => onChange({ departmentId })}
          error={gaps.includes('handoff') ? t`Choose whom to ask.` : undefined}
        />
      </div>
      <TextArea label={t`Question`} rows={2} value={wrapUp.question} onChange={(question) => onChange({ question })} />
    </>
  );
}

import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { title } from '@/shared/format';
import { Select } from '@/shared/ui/select';
import { TextArea } from '@/shared/ui/text-field';
import type { ExtrasProps } from './extras';
import { departmentsQuery } from './queries';

/** A question, and the department it goes to. */
export function QuestionFields({ wrapUp, gaps, onChange }: ExtrasProps) {
  const { t } = useLingui();
  const departments = useQuery(departmentsQuery);
  return (
    <>
      <div data-gap="handoff">
        <Select
          label={t`Department`}
          isRequired
          choices={(departments.data?.items ?? []).map((each) => ({ id: each.id, name: title(each) }))}
          value={wrapUp.departmentId}
          onChange={(departmentId) => onChange({ departmentId })}
          error={gaps.includes('handoff') ? t`Choose whom to ask.` : undefined}
        />
      </div>
      <TextArea label={t`Question`} rows={2} value={wrapUp.question} onChange={(question) => onChange({ question })} />
    </>
  );
}

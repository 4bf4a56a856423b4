import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { title } from '@/shared/format/names';
import type { FieldFrame } from '@/shared/ui/forms/field';
import { Select } from '@/shared/ui/forms/select';
import { LineError } from '@/shared/ui/feedback/states';

interface Props extends Omit<FieldFrame, 'label'> {
  label: string;
  value: string | null;
  onChange: (departmentId: string) => void;
  autoFocus?: boolean;
}

/** One of the company's departments. */
export function DepartmentPicker(props: Props) {
  const departments = useQuery({
    queryKey: ['departments'],
    staleTime: 30 * 60_000,
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/departments', { signal, params: { query: { active: [true], limit: 100 } } })),
  });
  const choices = (departments.data?.items ?? []).map((each) => ({ id: each.id, name: title(each) }));
  return (
    <>
      <Select {...props} choices={choices} />
      <LineError query={departments}>
        <Trans>The departments were not loaded</Trans>
      </LineError>
    </>
  );
}

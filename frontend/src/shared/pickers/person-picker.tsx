import { useLingui } from '@lingui/react/macro';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useState } from 'react';
import { api, unwrap } from '@/api/client';
import type { User } from '@/api/types';
import { personName } from '@/shared/format/names';
import { label, roleLabels } from '@/shared/labels';
import { Avatar } from '@/shared/ui/values/avatar';
import { ComboBox } from '@/shared/ui/forms/combo-box';
import type { FieldFrame } from '@/shared/ui/forms/field';
import { IconButton } from '@/shared/ui/actions/icon-button';
import type { Choice } from '@/shared/ui/forms/select';

const FEW = 12;

/** Colleagues whose name or mail is like what was typed; within a department, where one is named. */
function usePeople(typed: string, departmentId?: string | null) {
  return useQuery({
    queryKey: ['users', 'picker', typed, departmentId ?? null],
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/users', {
          signal,
          params: {
            query: {
              active: [true],
              limit: FEW,
              ...(typed.trim() !== '' && { q: typed.trim() }),
              ...(departmentId && { department_id: [departmentId] }),
            },
          },
        }),
      ),
  });
}

const choiceOf = (person: User): Choice => ({
  id: person.id,
  name: personName(person),
  detail: label(roleLabels, person.role),
  mark: <Avatar name={personName(person)} />,
});

interface PersonPickerProps extends FieldFrame {
  value: Choice | null;
  onChange: (person: Choice | null) => void;
  departmentId?: string | null;
  isAdding?: boolean;
  autoFocus?: boolean;
}

/** One colleague, found by name. */
export function PersonPicker({ departmentId, ...props }: PersonPickerProps) {
  const [typed, setTyped] = useState('');
  const found = usePeople(typed, departmentId);
  const choices = (found.data?.items ?? []).map(choiceOf);
  return <ComboBox {...props} choices={choices} onSearch={setTyped} isLoading={found.isFetching} />;
}

interface PeoplePickerProps extends FieldFrame {
  value: readonly Choice[];
  onChange: (people: Choice[]) => void;
}

/** Several colleagues: each found by name, and taken out again. */
export function PeoplePicker({ value, onChange, ...frame }: PeoplePickerProps) {
  const { t } = useLingui();
  return (
    <div className="flex flex-col gap-1.5">
      <PersonPicker
        {...frame}
        isAdding
        value={null}
        onChange={(person) => {
          if (person && !value.some((each) => each.id === person.id)) onChange([...value, person]);
        }}
      />
      {value.length > 0 && (
        <ul className="flex flex-wrap gap-1.5">
          {value.map((person) => (
            <li
              key={person.id}
              className="flex h-6 items-center gap-1 rounded-control border border-line-2 bg-button pl-1.5 text-xs"
            >
              {person.name}
              <IconButton
                icon={X}
                size="sm"
                label={t`Take out ${person.name}`}
                onPress={() => onChange(value.filter((each) => each.id !== person.id))}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

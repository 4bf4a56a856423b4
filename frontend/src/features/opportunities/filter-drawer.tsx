import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Filters } from '@/shared/addresses/opportunities';
import { PersonPicker } from '@/shared/pickers';
import { Button } from '@/shared/ui/actions/button';
import { Checkbox } from '@/shared/ui/forms/choice';
import { Drawer } from '@/shared/ui/overlays/dialog';
import { type Choice, Select } from '@/shared/ui/forms/select';
import { TextField } from '@/shared/ui/forms/text-field';

const ALL = 'all';

interface DrawerProps {
  filters: Filters;
  seesOthers: boolean;
  onFilters: (filters: Filters) => void;
  onClose: () => void;
}

/** Everything the pipeline can be narrowed to. */
export function FilterDrawer({ filters, seesOthers, onFilters, onClose }: DrawerProps) {
  const { t } = useLingui();
  const [person, setPerson] = useState<Choice | null>(null);
  const without = (name: keyof Filters) => {
    const { [name]: _, ...rest } = filters;
    return rest;
  };
  return (
    <Drawer
      isOpen
      onClose={onClose}
      width="sm"
      title={<Trans>Filter</Trans>}
      footer={
        <>
          <Button onPress={() => onFilters({})}>
            <Trans>Show all</Trans>
          </Button>
          <Button className="ml-auto" onPress={onClose}>
            <Trans>Close</Trans>
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 p-4">
        <TextField
          label={t`The title contains`}
          autoFocus
          value={filters.q ?? ''}
          onChange={(q) => onFilters(q === '' ? without('q') : { ...filters, q })}
        />
        {seesOthers && (
          <PersonPicker
            label={t`Whose`}
            value={person}
            onChange={(chosen) => {
              setPerson(chosen);
              const { team: _, ...rest } = filters;
              onFilters(chosen ? { ...rest, owner: chosen.id } : without('owner'));
            }}
          />
        )}
        <Select
          label={t`Grade of the customer`}
          choices={[
            { id: ALL, name: t`Any` },
            ...(['A', 'B', 'C', 'D'] as const).map((grade) => ({ id: grade, name: grade })),
          ]}
          value={filters.grade ?? ALL}
          onChange={(grade) => onFilters(grade === ALL ? without('grade') : { ...filters, grade: grade })}
        />
        <Checkbox
          isSelected={filters.important === true}
          onChange={(isOn) => onFilters(isOn ? { ...filters, important: true } : without('important'))}
        >
          <Trans>Important ones only</Trans>
        </Checkbox>
        <Select
          label={t`What they lack`}
          choices={[
            { id: ALL, name: t`Anything or nothing` },
            { id: 'follow_up', name: t`No follow-up` },
            { id: 'overdue', name: t`Follow-up late` },
            { id: 'review', name: t`Review owed` },
          ]}
          value={filters.need ?? ALL}
          onChange={(need) => onFilters(need === ALL ? without('need') : { ...filters, need: need })}
        />
      </div>
    </Drawer>
  );
}

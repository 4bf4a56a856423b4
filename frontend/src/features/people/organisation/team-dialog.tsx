import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Team } from '@/api';
import { useNames } from '@/shared/directory';
import { countryName, joined, title } from '@/shared/format';
import { DepartmentPicker, PersonPicker } from '@/shared/pickers';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import type { Choice } from '@/shared/ui/forms/select';
import { TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { saveTeam, useReadAgain } from '../queries';

interface Props {
  team: Team | null;
  departmentId: string | null;
  onClose: () => void;
}

const FIELDS = ['/name', '/name_zh', '/department_id', '/lead_id', '/manager_id', '/product_line'];

/** `DE, fr` as codes. */
const codesIn = (text: string): string[] => text.toUpperCase().match(/[A-Z]{2}/g) ?? [];

/** A team is founded or changed: its name, department, who leads it and where it sells. */
export function TeamDialog({ team, departmentId, onClose }: Props) {
  const { t } = useLingui();
  const again = useReadAgain();
  const nameOf = useNames();
  const person = (id: string | null | undefined): Choice | null => (id ? { id, name: nameOf(id) } : null);
  const [name, setName] = useState(team?.name ?? '');
  const [nameZh, setNameZh] = useState(team?.name_zh ?? '');
  const [department, setDepartment] = useState(team?.department_id ?? departmentId);
  const [lead, setLead] = useState(person(team?.lead_id));
  const [manager, setManager] = useState(person(team?.manager_id));
  const [countries, setCountries] = useState(team?.region_countries.join(', ') ?? '');
  const [line, setLine] = useState(team?.product_line ?? '');
  const codes = codesIn(countries);
  const body = {
    name: name.trim(),
    name_zh: nameZh.trim(),
    department_id: department ?? '',
    lead_id: lead?.id ?? null,
    manager_id: manager?.id ?? null,
    region_countries: codes,
    product_line: line.trim() === '' ? null : line.trim(),
  };
  return (
    <FormDialog
      title={team ? title(team) : t`Found a team`}
      size="md"
      act={team ? t`Save` : t`Found it`}
      onClose={onClose}
      isReady={body.name !== '' && body.name_zh !== '' && department !== null}
      shows={(pointer) => FIELDS.includes(pointer) || pointer.startsWith('/region_countries')}
      send={() => saveTeam(team, body)}
      onDone={() => {
        again();
        toast.done(t`${title(body)} is saved`);
      }}
    >
      {({ isAsked, faultAt }) => (
        <div className="grid grid-cols-2 items-start gap-3 max-tablet:grid-cols-1">
          <TextField
            label={t`Chinese name`}
            isRequired
            autoFocus
            value={nameZh}
            onChange={setNameZh}
            error={isAsked && body.name_zh === '' ? t`Needed.` : faultAt('/name_zh')}
          />
          <TextField
            label={t`English name`}
            isRequired
            value={name}
            onChange={setName}
            error={isAsked && body.name === '' ? t`Needed.` : faultAt('/name')}
          />
          <DepartmentPicker
            label={t`Department`}
            isRequired
            value={department}
            onChange={setDepartment}
            error={isAsked && department === null ? t`Needed.` : faultAt('/department_id')}
          />
          <TextField label={t`Product line`} value={line} onChange={setLine} error={faultAt('/product_line')} />
          <PersonPicker label={t`Who leads it`} value={lead} onChange={setLead} error={faultAt('/lead_id')} />
          <PersonPicker
            label={t`Responsible manager`}
            value={manager}
            onChange={setManager}
            error={faultAt('/manager_id')}
          />
          <TextField
            className="col-span-full"
            label={t`Countries it sells to`}
            placeholder="DE, FR, IT"
            value={countries}
            onChange={setCountries}
            help={codes.length > 0 ? joined(codes.map(countryName)) : t`Two letters each.`}
            error={codes.map((_, index) => faultAt(`/region_countries/${index}`)).find(Boolean)}
          />
        </div>
      )}
    </FormDialog>
  );
}

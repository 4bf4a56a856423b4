import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type User, type UserCreate, same } from '@/api';
import { personName, title } from '@/shared/format';
import { options, roleLabels } from '@/shared/labels';
import { ZonePicker } from '@/shared/pickers/zone-picker';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { Segmented } from '@/shared/ui/actions/segmented';
import { Select } from '@/shared/ui/forms/select';
import { PasswordField, TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { createUser, departmentsQuery, teamsQuery, updateUser, useReadAgain } from '../queries';

interface Props {
  /** Whose facts are changed; null for somebody new. */
  person: User | null;
  /** The department or team that somebody new is added to. */
  place: string | null;
  onClose: () => void;
  onDone?: (person: User) => void;
}

type Values = Required<Omit<UserCreate, 'password'>>;

const NOWHERE = 'none';
const FIELDS = [
  'email',
  'name',
  'name_en',
  'role',
  'department_id',
  'team_id',
  'zone',
  'locale',
  'extension',
  'password',
];

function begun(person: User | null): Values {
  if (person) {
    const { email, name, name_en, role, department_id, team_id, zone, locale, extension } = person;
    return { email, name, name_en, role, department_id, team_id, zone, locale, extension };
  }
  return {
    email: '',
    name: '',
    name_en: null,
    role: 'rep',
    department_id: null,
    team_id: null,
    zone: 'Asia/Shanghai',
    locale: 'zh-CN',
    extension: null,
  };
}

/** Somebody joins, or changes name, role, place or telephone. */
export function PersonDialog({ person, place, onClose, onDone }: Props) {
  const { t } = useLingui();
  const again = useReadAgain();
  const departments = useQuery(departmentsQuery).data;
  const teams = useQuery(teamsQuery).data;
  const [values, setValues] = useState<Values>(() => {
    const first = begun(person);
    const team = teams?.get(place ?? '');
    return {
      ...first,
      ...(team && { team_id: team.id }),
      ...(place && { department_id: team?.department_id ?? place }),
    };
  });
  const [password, setPassword] = useState('');
  const set = (part: Partial<Values>) => setValues((old) => ({ ...old, ...part }));
  const line = (text: string) => (text.trim() === '' ? null : text.trim());
  const isProgram = values.role === 'api_client';
  const open = <Row extends { active: boolean; id: string }>(rows: Iterable<Row> | undefined, kept: string | null) =>
    [...(rows ?? [])].filter((row) => row.active || row.id === kept);
  const places = open(departments?.values(), values.department_id).map((each) => ({ id: each.id, name: title(each) }));
  const groups = open(teams?.values(), values.team_id)
    .filter((team) => values.department_id === null || team.department_id === values.department_id)
    .map((each) => ({ id: each.id, name: title(each) }));
  const none = { id: NOWHERE, name: t`None` };
  const send = async () => {
    if (person === null) {
      const made = await createUser({ ...values, ...(password !== '' && !isProgram && { password }) });
      onDone?.(made);
      return;
    }
    const before = begun(person);
    const changed = (Object.keys(values) as (keyof Values)[]).filter((name) => !same(values[name], before[name]));
    onDone?.(await updateUser(person, Object.fromEntries(changed.map((name) => [name, values[name]]))));
  };
  return (
    <FormDialog
      title={person ? personName(person) : t`Add somebody`}
      size="md"
      act={person ? t`Save` : t`Add`}
      onClose={onClose}
      isReady={values.name.trim() !== '' && values.email.includes('@')}
      shows={(pointer) => FIELDS.includes(pointer.slice(1))}
      send={send}
      onDone={() => {
        again();
        toast.done(person ? t`${values.name} is saved` : t`${values.name} joined`);
      }}
    >
      {({ isAsked, faultAt }) => (
        <div className="grid grid-cols-2 items-start gap-3 max-tablet:grid-cols-1">
          <TextField
            label={t({ context: 'person', message: 'Name' })}
            isRequired
            autoFocus
            value={values.name}
            onChange={(name) => set({ name })}
            error={isAsked && values.name.trim() === '' ? t`Who is it?` : faultAt('/name')}
          />
          <TextField
            label={t`Name for foreign customers`}
            value={values.name_en ?? ''}
            onChange={(text) => set({ name_en: line(text) })}
            error={faultAt('/name_en')}
          />
          <TextField
            label={t`Email`}
            isRequired
            type="email"
            value={values.email}
            onChange={(email) => set({ email: email.trim() })}
            help={t`Names the account.`}
            error={isAsked && !values.email.includes('@') ? t`An address like name@company.com` : faultAt('/email')}
          />
          <Select
            label={t`Role`}
            isRequired
            choices={options(roleLabels)}
            value={values.role}
            onChange={(role) => set({ role })}
            error={faultAt('/role')}
          />
          <Select
            label={t`Department`}
            choices={[none, ...places]}
            value={values.department_id ?? NOWHERE}
            onChange={(id) => set({ department_id: id === NOWHERE ? null : id, team_id: null })}
            error={faultAt('/department_id')}
          />
          <Select
            label={t`Team`}
            choices={[none, ...groups]}
            value={values.team_id ?? NOWHERE}
            onChange={(id) =>
              set(
                id === NOWHERE
                  ? { team_id: null }
                  : { team_id: id, department_id: teams?.get(id)?.department_id ?? null },
              )
            }
            error={faultAt('/team_id')}
          />
          <ZonePicker
            label={t`Time zone`}
            value={values.zone}
            onChange={(zone) => set({ zone })}
            error={faultAt('/zone')}
          />
          <TextField
            label={t`Extension`}
            inputMode="numeric"
            value={values.extension ?? ''}
            onChange={(text) => set({ extension: line(text) })}
            error={faultAt('/extension')}
          />
          <div className="flex flex-col gap-1">
            <span className="text-xs text-ink-2">{t`Language`}</span>
            <Segmented<'zh-CN' | 'en'>
              className="self-start"
              label={t`Language`}
              value={values.locale}
              onChange={(locale) => set({ locale })}
              choices={[
                { id: 'zh-CN', name: '简体中文' },
                { id: 'en', name: 'English' },
              ]}
            />
          </div>
          {person === null && !isProgram && (
            <PasswordField
              label={t`First password`}
              autoComplete="new-password"
              value={password}
              onChange={setPassword}
              help={t`Without one they cannot sign in yet. Tell them yourself; they change it.`}
              error={faultAt('/password')}
            />
          )}
        </div>
      )}
    </FormDialog>
  );
}

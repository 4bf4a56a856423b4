import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Operator, User } from '@/api';
import { type Titled, personName, title } from '@/shared/format';
import { options } from '@/shared/labels';
import { countryChoices } from '@/shared/pickers';
import { usePreferences } from '@/shared/preferences';
import { dayIn } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { ToggleChip } from '@/shared/ui/actions/chip';
import { Segmented } from '@/shared/ui/actions/segmented';
import { ComboBox } from '@/shared/ui/forms/combo-box';
import { DateField } from '@/shared/ui/forms/date-field';
import { AmountField } from '@/shared/ui/forms/number-field';
import { Select } from '@/shared/ui/forms/select';
import { TextField } from '@/shared/ui/forms/text-field';
import { midnight } from './body';
import { type FilterField, FIELDS, OPERATORS, fieldOf, operatorName } from './fields';
import type { Condition } from '../state';

export interface Choices {
  users: ReadonlyMap<string, User> | undefined;
  markets: ReadonlyMap<string, Titled> | undefined;
}

interface Props extends Choices {
  /** What is changed; null for a new one. */
  condition: Condition | null;
  onDone: (condition: Condition) => void;
}

/** One condition: the field, the comparison, the value. */
export function ConditionForm({ condition, onDone, ...choices }: Props) {
  const { t, i18n } = useLingui();
  const [field, setField] = useState<FilterField>(fieldOf(condition?.field ?? '') ?? (FIELDS[0] as FilterField));
  const offered = OPERATORS[field.kind];
  const [op, setOp] = useState<Operator>(condition?.op ?? (offered[0] as Operator));
  const [values, setValues] = useState<Condition['values']>(condition?.values ?? []);
  const [isAsked, setAsked] = useState(false);
  const names = FIELDS.map((each) => ({ id: each.id, name: i18n._(each.name) }));

  const choose = (next: FilterField) => {
    setField(next);
    setOp(OPERATORS[next.kind][0] as Operator);
    setValues(next.kind === 'boolean' ? [true] : []);
  };
  const submit = (given = values) => {
    if (given.length === 0) return setAsked(true);
    onDone({ field: field.id, op, values: given });
  };

  return (
    <form
      className="flex w-72 flex-col gap-2.5 p-3"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <ComboBox
        label={t`Condition`}
        choices={names}
        value={names.find((each) => each.id === field.id) ?? null}
        onChange={(chosen) => chosen && choose(fieldOf(chosen.id) as FilterField)}
        autoFocus={condition === null}
      />
      {offered.length > 1 && (
        <Segmented<Operator>
          label={t`Comparison`}
          choices={offered.map((each) => ({ id: each, name: i18n._(operatorName(field.kind, each)) }))}
          value={op}
          onChange={(next) => {
            setOp(next);
            if (next === 'null') setValues([true]);
            else if (op === 'null') setValues([]);
          }}
        />
      )}
      <Values
        key={field.id + (op === 'null')}
        field={field}
        op={op}
        values={values}
        onChange={setValues}
        {...choices}
      />
      {isAsked && values.length === 0 && (
        <p role="alert" className="text-xs text-bad-ink">
          <Trans>Give something to compare with.</Trans>
        </p>
      )}
      <Button type="submit" className="self-end">
        {condition === null ? <Trans>Add the condition</Trans> : <Trans>Change the condition</Trans>}
      </Button>
    </form>
  );
}

interface ValuesProps extends Choices {
  field: FilterField;
  op: Operator;
  values: Condition['values'];
  onChange: (values: Condition['values']) => void;
}

function Values({ field, op, values, onChange, users, markets }: ValuesProps) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const first = values[0];
  if (op === 'null' || field.kind === 'boolean') {
    const [yes, no] = op === 'null' ? [t`is empty`, t`is filled`] : [t`yes`, t`no`];
    return (
      <Segmented
        label={t`Value`}
        value={first === false ? 'no' : 'yes'}
        onChange={(value) => onChange([value === 'yes'])}
        choices={[
          { id: 'yes', name: yes },
          { id: 'no', name: no },
        ]}
      />
    );
  }
  switch (field.kind) {
    case 'code':
      return <Several choices={options(field.labels ?? {})} values={values} onChange={onChange} />;
    case 'market':
      return (
        <Several
          choices={[...(markets ?? [])].map(([id, market]) => ({ id, name: title(market) }))}
          values={values}
          onChange={onChange}
        />
      );
    case 'person':
      return (
        <Several
          choices={[
            { id: '@me', name: t`me` },
            ...[...(users?.values() ?? [])]
              .filter((user) => user.active)
              .map((user) => ({ id: user.id, name: personName(user) })),
          ]}
          values={values}
          onChange={onChange}
          search={t`Person`}
        />
      );
    case 'country':
      return <Several choices={countryChoices()} values={values} onChange={onChange} search={t`Country`} />;
    case 'instant':
    case 'date':
      return (
        <DayValue
          isInstant={field.kind === 'instant'}
          zone={zone}
          value={first}
          onChange={(value) => onChange([value])}
        />
      );
    case 'amount':
      return (
        <AmountField
          label={t`Amount`}
          value={first === undefined ? null : String(first)}
          onChange={(value) => onChange(value === null ? [] : [value])}
        />
      );
    case 'number':
      return (
        <AmountField
          label={t`Value`}
          unit="%"
          value={first === undefined ? null : String(first)}
          onChange={(value) => onChange(value === null ? [] : [value])}
        />
      );
    default:
      return (
        <TextField
          label={t`Value`}
          value={first === undefined ? '' : String(first)}
          onChange={(typed) => onChange(typed === '' ? [] : [typed])}
          autoFocus
        />
      );
  }
}

interface SeveralProps {
  choices: readonly { id: string; name: string }[];
  values: Condition['values'];
  onChange: (values: Condition['values']) => void;
  /** Too many to show: the chosen ones, and a field of this name to find others. */
  search?: string;
}

function Several({ choices, values, onChange, search }: SeveralProps) {
  const shown = search !== undefined ? choices.filter((choice) => values.includes(choice.id)) : choices;
  const toggle = (id: string) =>
    onChange(values.includes(id) ? values.filter((value) => value !== id) : [...values, id]);
  return (
    <>
      {search !== undefined && (
        <ComboBox
          label={search}
          choices={choices.filter((choice) => !values.includes(choice.id))}
          isAdding
          value={null}
          onChange={(chosen) => chosen && toggle(chosen.id)}
        />
      )}
      <div className="flex flex-wrap gap-1.5">
        {shown.map((choice) => (
          <ToggleChip key={choice.id} checks isSelected={values.includes(choice.id)} onChange={() => toggle(choice.id)}>
            {choice.name}
          </ToggleChip>
        ))}
      </div>
    </>
  );
}

interface DayProps {
  isInstant: boolean;
  zone: string;
  value: string | boolean | number | undefined;
  onChange: (value: string) => void;
}

function DayValue({ isInstant, zone, value, onChange }: DayProps) {
  const { t } = useLingui();
  const near = [
    { id: '@today', name: t`today` },
    { id: '@today-7', name: t`7 days ago` },
    { id: '@today-30', name: t`30 days ago` },
    { id: '@today-90', name: t`90 days ago` },
    { id: '@today-365', name: t`a year ago` },
    { id: '@today+7', name: t`in 7 days` },
    { id: 'date', name: t`a certain day` },
  ];
  const text = typeof value === 'string' ? value : '';
  const known = near.some((each) => each.id === text);
  const [isCertain, setCertain] = useState(text !== '' && !known);
  const date = text === '' || text.startsWith('@') ? null : text.length > 10 ? dayIn(text, zone) : text;
  return (
    <>
      <Select
        label={t`Day`}
        choices={near}
        value={isCertain ? 'date' : known ? text : null}
        onChange={(id) => {
          setCertain(id === 'date');
          if (id !== 'date') onChange(id);
        }}
      />
      {isCertain && (
        <DateField
          label={t`Day`}
          value={date}
          onChange={(picked) => picked !== null && onChange(isInstant ? midnight(picked, zone) : picked)}
        />
      )}
    </>
  );
}

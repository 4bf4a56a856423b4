import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import { isApiError } from '@/api/problem';
import { CustomerPicker, PersonPicker } from '@/shared/pickers';
import { Button } from '@/shared/ui/actions/button';
import { Checkbox } from '@/shared/ui/forms/choice';
import { ComboBox } from '@/shared/ui/forms/combo-box';
import { DateField } from '@/shared/ui/forms/date-field';
import { Dialog } from '@/shared/ui/overlays/dialog';
import type { FieldFrame } from '@/shared/ui/forms/field';
import { faultText } from '@/shared/ui/forms/fault-text';
import { Note } from '@/shared/ui/feedback/note';
import { AmountField } from '@/shared/ui/forms/number-field';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { type Choice, Select } from '@/shared/ui/forms/select';
import { TextArea, TextField } from '@/shared/ui/forms/text-field';

export type Value = string | boolean | null;
export type Values = Record<string, Value>;

/** One field of a short form, as data. */
export interface FormField {
  name: string;
  label: string;
  kind: 'text' | 'area' | 'select' | 'find' | 'check' | 'date' | 'amount' | 'customer' | 'person';
  isRequired?: boolean;
  choices?: readonly Choice[];
  help?: ReactNode;
  currency?: string;
}

export interface Form {
  title: ReactNode;
  /** The verb that is done: `记下拒绝`. */
  act: string;
  fields: readonly FormField[];
  initial?: Values;
  /** What follows from it, above the fields. */
  note?: ReactNode;
  /** Below the fields: what is no field of the record itself. */
  after?: ReactNode;
  submit: (values: Values) => Promise<unknown>;
}

interface Props {
  form: Form;
  onClose: () => void;
}

/** A short form over the page: faults stand at their fields, everything else above the buttons. */
export function FieldsDialog({ form, onClose }: Props) {
  const { t } = useLingui();
  const [values, setValues] = useState<Values>(form.initial ?? {});
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  const submit = async () => {
    const empty = form.fields.filter(({ name, isRequired }) => isRequired && !values[name]);
    setErrors(Object.fromEntries(empty.map(({ name }) => [name, t`Cannot be left empty.`])));
    if (empty.length > 0 || isBusy) return;
    setBusy(true);
    setFailure(null);
    try {
      await form.submit(values);
      onClose();
    } catch (error) {
      if (!isApiError(error)) throw error;
      const faults = error.problem.errors ?? [];
      const placed = faults.flatMap((fault) => {
        const field = form.fields.find(({ name }) => fault.pointer.startsWith(`/${name}`));
        return field ? [[field.name, faultText(fault)] as const] : [];
      });
      setErrors(Object.fromEntries(placed));
      if (placed.length < faults.length || faults.length === 0) {
        setFailure(faults.length > 0 ? faults.map(faultText).join(' ') : problemText(error));
      }
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={form.title}
      footer={
        <>
          <Button onPress={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button variant="primary" isBusy={isBusy} onPress={() => void submit()}>
            {form.act}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-3 py-2"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {form.note && <p>{form.note}</p>}
        {form.fields.map((field, index) => (
          <Control
            key={field.name}
            field={field}
            value={values[field.name] ?? null}
            error={errors[field.name]}
            isFirst={index === 0}
            onChange={(value) => setValues((old) => ({ ...old, [field.name]: value }))}
          />
        ))}
        {form.after}
        {failure !== null && (
          <Note tone="bad" role="alert">
            {failure}
          </Note>
        )}
      </form>
    </Dialog>
  );
}

interface ControlProps {
  field: FormField;
  value: Value;
  error: string | undefined;
  isFirst?: boolean;
  onChange: (value: Value) => void;
}

/** The control that a field's kind asks for. */
export function Control({ field, value, error, isFirst = false, onChange }: ControlProps) {
  const { kind, label, isRequired = false, help, choices = [], currency } = field;
  const text = typeof value === 'string' ? value : '';
  const common = { label, isRequired, error, help };
  const typed = (next: string) => onChange(next === '' ? null : next);
  switch (kind) {
    case 'check':
      return (
        <Checkbox isSelected={value === true} onChange={onChange}>
          {label}
        </Checkbox>
      );
    case 'select':
      return <Select {...common} choices={choices} value={text === '' ? null : text} onChange={onChange} />;
    case 'find':
      return (
        <ComboBox
          {...common}
          choices={choices}
          value={choices.find((choice) => choice.id === value) ?? null}
          onChange={(chosen) => onChange(chosen?.id ?? null)}
        />
      );
    case 'customer':
    case 'person':
      return <Picked {...common} kind={kind} onChange={(chosen) => onChange(chosen?.id ?? null)} />;
    case 'date':
      return <DateField {...common} value={text === '' ? null : text} onChange={onChange} />;
    case 'amount':
      return (
        <AmountField
          {...common}
          {...(currency && { currency })}
          value={text === '' ? null : text}
          onChange={onChange}
        />
      );
    case 'area':
      return <TextArea {...common} value={text} onChange={typed} autoFocus={isFirst} />;
    default:
      return <TextField {...common} value={text} onChange={typed} autoFocus={isFirst} />;
  }
}

interface PickedProps extends FieldFrame {
  kind: 'customer' | 'person';
  onChange: (chosen: Choice | null) => void;
}

/** A record found on the server; its name is kept here, its id in the form. */
function Picked({ kind, onChange, ...frame }: PickedProps) {
  const [value, setValue] = useState<Choice | null>(null);
  const Picker = kind === 'customer' ? CustomerPicker : PersonPicker;
  return (
    <Picker
      {...frame}
      value={value}
      onChange={(chosen) => {
        setValue(chosen);
        onChange(chosen);
      }}
    />
  );
}

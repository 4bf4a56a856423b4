import { useState } from 'react';
import { Group } from 'react-aria-components/Group';
import { Input } from 'react-aria-components/Input';
import { TextField as AriaTextField } from 'react-aria-components/TextField';
import { groupDigits, parseAmount } from '@/shared/format';
import { ToggleChip } from '@/shared/ui/actions/chip';
import { ComboBox } from '@/shared/ui/forms/combo-box';
import { cx } from '@/shared/ui/cx';
import { BARE_INPUT, CONTROL, FIELD, FieldFoot, GROUP_FOCUS, Unit } from '@/shared/ui/forms/field';
import { Segmented } from '@/shared/ui/actions/segmented';
import { Select } from '@/shared/ui/forms/select';
import type { Kind } from '../kinds';
import { codeWord, namedWord, unitWord } from '../text';
import { type PartProps, useEditor } from './context';

type Scalar = Extract<Kind, { kind: 'integer' | 'decimal' | 'time' }>;

const READ: Record<Scalar['kind'], (typed: string) => unknown> = {
  integer: (typed) => (/^[-−]?\d+$/.test(typed) ? Number(typed.replace('−', '-')) : typed),
  decimal: (typed) => parseAmount(typed) ?? typed,
  time: (typed) => {
    const [, hour, minute] = /^(\d{1,2}):?(\d{2})$/.exec(typed.replace('：', ':')) ?? [];
    return hour === undefined ? typed : `${hour.padStart(2, '0')}:${minute}`;
  },
};

/** Text as it stands in the field once it is left. */
function shown(kind: Scalar['kind'], value: unknown): string {
  const text = typeof value === 'string' || typeof value === 'number' ? `${value}` : '';
  return kind === 'decimal' && parseAmount(text) !== null ? groupDigits(text) : text;
}

/** A number, an amount or a time of day; what is none is sent as it was typed, and the server says what is wrong. */
export function TypedField({ kind, value, onChange, pointer, label }: PartProps & { kind: Scalar }) {
  const { measure, faultAt } = useEditor();
  const [typed, setTyped] = useState<string | null>(null);
  const error = faultAt(pointer);
  const unit = kind.kind === 'time' ? '' : unitWord(measure);
  const isMoney = measure.unit === 'base_currency';
  return (
    <AriaTextField
      aria-label={label}
      value={typed ?? shown(kind.kind, value)}
      inputMode={kind.kind === 'time' ? 'text' : 'decimal'}
      onChange={(text) => {
        setTyped(text);
        onChange(READ[kind.kind](text.normalize('NFKC').trim()));
      }}
      onBlur={() => setTyped(null)}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      className={cx(FIELD, kind.kind === 'time' ? 'w-20' : 'w-36')}
    >
      <Group className={cx(CONTROL, GROUP_FOCUS)}>
        {isMoney && <Unit>{unit}</Unit>}
        <Input className={cx(BARE_INPUT, kind.kind !== 'time' && 'text-right')} />
        {!isMoney && unit !== '' && <Unit>{unit}</Unit>}
      </Group>
      <FieldFoot error={error} />
    </AriaTextField>
  );
}

/** Yes or no. */
export function FlagField({ value, onChange, label }: PartProps) {
  return (
    <Segmented<'yes' | 'no'>
      label={label}
      choices={[
        { id: 'yes', name: codeWord('Flag', 'yes') },
        { id: 'no', name: codeWord('Flag', 'no') },
      ]}
      value={value === true ? 'yes' : 'no'}
      onChange={(next) => onChange(next === 'yes')}
    />
  );
}

/** One code. */
export function CodeField({
  kind,
  value,
  onChange,
  label,
  pointer,
}: PartProps & { kind: Extract<Kind, { kind: 'code' }> }) {
  const { faultAt } = useEditor();
  return (
    <Select
      className="w-44"
      label={label}
      hidesLabel
      choices={kind.codes.map((code) => ({ id: code, name: codeWord(kind.of, code) }))}
      value={value as string}
      onChange={onChange}
      error={faultAt(pointer)}
    />
  );
}

/** Several codes; in the order in which they are known. */
export function CodesField({
  kind,
  value,
  onChange,
  label,
  pointer,
}: PartProps & { kind: Extract<Kind, { kind: 'codes' }> }) {
  const { faultAt, measure } = useEditor();
  const error = faultAt(pointer);
  const chosen = value as readonly string[];
  return (
    <div role="group" aria-label={label} className="flex flex-wrap gap-1.5">
      {kind.codes.map((code) => (
        <ToggleChip
          key={code}
          checks
          isSelected={chosen.includes(code)}
          onChange={(isOn) => onChange(kind.codes.filter((each) => (each === code ? isOn : chosen.includes(each))))}
        >
          {namedWord(kind.of, code, measure)}
        </ToggleChip>
      ))}
      {error && (
        <p role="alert" className="w-full text-xs text-bad-ink">
          {error}
        </p>
      )}
    </div>
  );
}

const currencies = (): { id: string; name: string }[] => {
  const names = new Intl.DisplayNames([document.documentElement.lang || 'en'], { type: 'currency' });
  return Intl.supportedValuesOf('currency').map((code) => ({ id: code, name: `${code} ${names.of(code) ?? ''}` }));
};

/** A currency in use. */
export function CurrencyField({ value, onChange, label, pointer }: PartProps) {
  const { faultAt } = useEditor();
  const [choices] = useState(currencies);
  return (
    <ComboBox
      className="w-64"
      label={<span className="sr-only">{label}</span>}
      choices={choices}
      value={choices.find((each) => each.id === value) ?? null}
      onChange={(next) => next && onChange(next.id)}
      error={faultAt(pointer)}
    />
  );
}

import { useLingui } from '@lingui/react/macro';
import { Plus, X } from 'lucide-react';
import { Fragment } from 'react';
import { Button } from '@/shared/ui/actions/button';
import { Checkbox } from '@/shared/ui/forms/choice';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { type Kind, type RecordKind, blank } from '../kinds';
import { codeWord, fieldWord } from '../text';
import { type PartProps, step, useEditor } from './context';

type Values = Readonly<Record<string, unknown>>;

/** A list of records, one below the other, in order. */
export function Rows({ kind, ...part }: PartProps & { kind: Extract<Kind, { kind: 'rows' }> }) {
  const { t } = useLingui();
  const { faultAt, measure } = useEditor();
  const rows = (part.value ?? []) as readonly Values[];
  const error = faultAt(part.pointer);
  const change = (index: number, row: unknown) => part.onChange(rows.map((each, at) => (at === index ? row : each)));
  return (
    <div role="group" aria-label={part.label} className="flex flex-col items-start gap-1.5">
      {rows.length > 0 && (
        <p className="text-xs text-ink-3">
          {kind.of.fields.map((field) => fieldWord(kind.of.of, field.name)).join(' · ')}
        </p>
      )}
      {rows.map((row, index) => {
        const label = `${part.label} ${index + 1}`;
        const faults = faultAt(step(part.pointer, index));
        return (
          // Rows have no names of their own; their order is what they are.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={index} className="flex flex-wrap items-start gap-1.5">
            <FieldsInLine
              kind={kind.of}
              value={row}
              before={undefined}
              onChange={(next) => change(index, next)}
              pointer={step(part.pointer, index)}
              label={label}
              nullOf=""
            />
            <IconButton
              icon={X}
              label={t`Take out ${label}`}
              onPress={() => part.onChange(rows.filter((_, at) => at !== index))}
            />
            {faults && <p className="w-full text-xs text-bad-ink">{faults}</p>}
          </div>
        );
      })}
      {error && (
        <p role="alert" className="text-xs text-bad-ink">
          {error}
        </p>
      )}
      {rows.length < kind.most && (
        <Button size="sm" icon={Plus} onPress={() => part.onChange([...rows, following(kind.of, rows, measure.unit)])}>
          {t`Add a line`}
        </Button>
      )}
    </div>
  );
}

/** A further row: of times, the hour after the last one. */
function following(kind: RecordKind, rows: readonly Values[], unit: string): unknown {
  const last = rows.at(-1)?.['end'];
  if (unit !== 'local_time' || typeof last !== 'string') return blank(kind);
  const hour = Number(last.slice(0, 2));
  const clock = (at: number) => `${String(Math.min(23, at)).padStart(2, '0')}:00`;
  return { start: clock(hour + 1), end: clock(hour + 2) };
}

/** Rules of several kinds, each of them once or not at all. */
export function Variants({ kind, ...part }: PartProps & { kind: Extract<Kind, { kind: 'variants' }> }) {
  const rows = part.value as readonly Values[];
  const begun = (part.before ?? []) as readonly Values[];
  return (
    <ul aria-label={part.label} className="border-t border-line">
      {kind.variants.map((variant) => {
        const index = rows.findIndex((row) => row['kind'] === variant.variant);
        const row = rows[index];
        const name = codeWord('variant', variant.variant ?? '');
        return (
          <li key={variant.variant} className="flex min-h-11 flex-wrap items-center gap-3 border-b border-line py-1.5">
            <Checkbox
              isSelected={row !== undefined}
              onChange={(isOn) =>
                part.onChange(isOn ? [...rows, beginning(variant)] : rows.filter((_, at) => at !== index))
              }
            >
              {name}
            </Checkbox>
            {row && (
              <FieldsInLine
                kind={variant}
                value={row}
                before={begun.find((each) => each['kind'] === variant.variant)}
                isNamed={variant.fields.length > 1}
                onChange={(next) => part.onChange(rows.map((each, at) => (at === index ? next : each)))}
                pointer={step(part.pointer, index)}
                label={name}
                nullOf=""
              />
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Zero times or zero points mean nothing: a rule begins at a value that does. */
function beginning(variant: RecordKind): unknown {
  const begun = blank(variant) as Values;
  return 'factor' in begun ? { ...begun, factor: '2' } : begun;
}

/** The fields of a record side by side: one row of a list. */
function FieldsInLine({ kind, isNamed = false, ...part }: PartProps & { kind: RecordKind; isNamed?: boolean }) {
  const { Part } = useEditor();
  const value = part.value as Values;
  return kind.fields.map((field) => (
    <Fragment key={field.name}>
      {isNamed && (
        <span className="text-xs text-ink-3" aria-hidden>
          {fieldWord(kind.of, field.name)}
        </span>
      )}
      <Part
        kind={field.kind}
        value={value[field.name]}
        before={(part.before as Values | undefined)?.[field.name]}
        onChange={(next) => part.onChange({ ...value, [field.name]: next })}
        pointer={step(part.pointer, field.name)}
        label={`${part.label} · ${fieldWord(kind.of, field.name)}`}
        nullOf={`${kind.of}.${field.name}`}
      />
    </Fragment>
  ));
}

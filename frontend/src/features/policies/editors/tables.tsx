import { useLingui } from '@lingui/react/macro';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { change as signed } from '@/shared/format';
import { Button } from '@/shared/ui/actions/button';
import { cx } from '@/shared/ui/cx';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { GradeMark } from '@/shared/ui/values/marks';
import { Select } from '@/shared/ui/forms/select';
import { TextField } from '@/shared/ui/forms/text-field';
import { type Kind, blank, isSame } from '../kinds';
import { codeWord, placeWord, unitWord, valueText } from '../text';
import { type PartProps, step, useEditor } from './context';

type Values = Readonly<Record<string, unknown>>;

interface Line {
  name: string;
  label: string;
  kind: Kind;
  nullOf: string;
}

const SCALARS = new Set<Kind['kind']>(['integer', 'decimal', 'flag', 'code', 'time', 'currency']);

/** Whether a part is a single thing that fits beside its name. */
export const isScalar = (kind: Kind): boolean => SCALARS.has(kind.kind) || (kind.kind === 'maybe' && isScalar(kind.of));

const GRADES = new Set(['A', 'B', 'C', 'D']);

interface TableProps extends PartProps {
  /** The lines of a record. */
  lines?: readonly Line[];
  /** Or a value for each code, or for those that are named. */
  codes?: Extract<Kind, { kind: 'table' }>;
}

/** Names with their values: what is in force, what it becomes, and by how much that differs. */
export function Table({ lines = [], codes, ...part }: TableProps) {
  const { t } = useLingui();
  const { faultAt } = useEditor();
  const value = (part.value ?? {}) as Values;
  const before = (part.before ?? {}) as Values;
  const error = faultAt(part.pointer);
  const named = codes?.keys.codes.filter((code) => codes.isComplete || code in value) ?? [];
  const missing = codes?.keys.codes.filter((code) => !codes.isComplete && !(code in value)) ?? [];
  const all = codes
    ? named.map((code) => ({ name: code, label: codeWord(codes.keys.of, code), kind: codes.of, nullOf: codes.keys.of }))
    : lines;
  const set = (name: string, next: unknown) => part.onChange({ ...value, [name]: next });
  const drop = (name: string) =>
    part.onChange(Object.fromEntries(Object.entries(value).filter(([each]) => each !== name)));
  const isFlat = all.every((line) => isScalar(line.kind));
  const isOuter = part.pointer === '';
  return (
    <div role="group" aria-label={part.label}>
      {isFlat && isOuter && all.length > 0 && <Head />}
      {all.map((line) => (
        <LineOf
          key={line.name}
          line={line}
          value={value[line.name]}
          before={before[line.name]}
          pointer={step(part.pointer, line.name)}
          owner={isOuter ? '' : part.label}
          isOuter={isOuter}
          onChange={(next) => set(line.name, next)}
          onDrop={codes && !codes.isComplete ? () => drop(line.name) : undefined}
        />
      ))}
      {missing.length > 0 && (
        <Select
          className="mt-2 w-52"
          label={t`Add to ${part.label}`}
          hidesLabel
          placeholder={t`Add…`}
          choices={missing.map((code) => ({ id: code, name: codeWord(codes?.keys.of ?? '', code) }))}
          value={null}
          onChange={(code) => codes && set(code, before[code] ?? blank(codes.of))}
        />
      )}
      {error && (
        <p role="alert" className="mt-1 text-xs text-bad-ink">
          {error}
        </p>
      )}
    </div>
  );
}

const GRID = 'grid grid-cols-[minmax(0,200px)_100px_minmax(150px,max-content)_minmax(0,1fr)] gap-x-3';

function Head() {
  const { t } = useLingui();
  return (
    <div className={cx(GRID, 'border-b border-line pb-1.5 text-xs text-ink-3 max-tablet:hidden')}>
      <span>{t`What`}</span>
      <span className="text-right">{t`In force`}</span>
      <span>{t`New value`}</span>
      <span />
    </div>
  );
}

interface LineProps {
  line: Line;
  value: unknown;
  before: unknown;
  pointer: string;
  owner: string;
  isOuter: boolean;
  onChange: (value: unknown) => void;
  onDrop: (() => void) | undefined;
}

function LineOf({ line, value, before, pointer, owner, isOuter, onChange, onDrop }: LineProps) {
  const { t } = useLingui();
  const { measure, Part } = useEditor();
  const label = owner === '' ? line.label : `${owner} · ${line.label}`;
  const part = { value, before, onChange, pointer, label, nullOf: line.nullOf };
  const name = (
    <span className="flex min-w-0 items-center gap-2">
      {GRADES.has(line.name) && <GradeMark grade={line.name as 'A'} />}
      <span className="min-w-0">{line.label}</span>
    </span>
  );
  const remove = onDrop && <IconButton icon={X} size="sm" label={t`Take out ${label}`} onPress={onDrop} />;
  if (!isScalar(line.kind)) {
    return (
      <div className="border-b border-line py-2.5 last:border-b-0">
        <p className="mb-1.5 flex min-h-6 items-center gap-2 font-strong">
          {name}
          {remove}
          <Changed line={line} before={before} value={value} />
        </p>
        <Part kind={line.kind} {...part} />
      </div>
    );
  }
  if (!isOuter) {
    return (
      <div className="flex min-h-9 flex-wrap items-center gap-x-3 py-0.5">
        <span className="w-52 text-ink-2">{name}</span>
        <Part kind={line.kind} {...part} />
        <Changed line={line} before={before} value={value} />
        {remove}
      </div>
    );
  }
  return (
    <div className={cx(GRID, 'min-h-11 items-center border-b border-line py-1.5 max-tablet:flex max-tablet:flex-wrap')}>
      {name}
      <span className="text-right text-ink-2 max-tablet:hidden">
        {valueText(line.kind, before, measure, line.nullOf)}
      </span>
      <Part kind={line.kind} {...part} />
      <span className="flex items-center gap-1">
        <Changed line={line} before={before} value={value} />
        {remove}
      </span>
    </div>
  );
}

/** By how much, or only that, a part differs. */
function Changed({ line, before, value }: { line: Line; before: unknown; value: unknown }) {
  const { t } = useLingui();
  const { measure } = useEditor();
  if (isSame(before, value)) return null;
  const [from, to] = [Number(before), Number(value)];
  const isNumber =
    before !== null &&
    value !== null &&
    before !== undefined &&
    (typeof before === 'number' || line.kind.kind === 'decimal');
  if (!isNumber || Number.isNaN(from) || Number.isNaN(to)) {
    return (
      <span className="text-xs text-accent-ink">
        {before === undefined ? t({ context: 'row', message: 'New' }) : t`Changed`}
      </span>
    );
  }
  const unit = measure.unit === 'base_currency' ? '' : unitWord(measure);
  return <span className="text-xs text-accent-ink">{`${signed(to - from, 2)} ${unit}`}</span>;
}

/** One value alone, laid out as a table of one line. */
export function OneLine({ kind, ...part }: PartProps & { kind: Kind }) {
  return (
    <div>
      <Head />
      <LineOf
        line={{ name: '', label: part.label, kind, nullOf: part.nullOf }}
        value={part.value}
        before={part.before}
        pointer=""
        owner=""
        isOuter
        onChange={part.onChange}
        onDrop={undefined}
      />
    </div>
  );
}

/** A value for each country, or part of one, that is named. */
export function Places({ of, ...part }: PartProps & { of: Kind }) {
  const { t } = useLingui();
  const { measure, Part } = useEditor();
  const value = part.value as Values;
  const before = (part.before ?? {}) as Values;
  const [open, setOpen] = useState<string | null>(null);
  const [code, setCode] = useState('');
  const wanted = code.trim().toUpperCase();
  const isCode = /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/.test(wanted);
  const add = () => {
    if (!isCode) return;
    if (!(wanted in value)) part.onChange({ ...value, [wanted]: before[wanted] ?? blank(of) });
    setOpen(wanted);
    setCode('');
  };
  const drop = (place: string) =>
    part.onChange(Object.fromEntries(Object.entries(value).filter(([each]) => each !== place)));
  return (
    <div role="group" aria-label={part.label}>
      <ul className="border-t border-line">
        {Object.keys(value)
          .toSorted()
          .map((place) => (
            <li key={place} className="border-b border-line">
              <div className="flex min-h-9 items-center gap-3 py-1">
                <span className="w-36 flex-none truncate font-strong">{placeWord(place)}</span>
                <span className="min-w-0 flex-1 truncate text-ink-2">{valueText(of, value[place], measure)}</span>
                <span className="flex-none text-xs text-accent-ink">
                  {place in before
                    ? !isSame(before[place], value[place]) && t`Changed`
                    : t({ context: 'row', message: 'New' })}
                </span>
                <Button
                  size="sm"
                  variant="ghost"
                  aria-expanded={open === place}
                  onPress={() => setOpen(open === place ? null : place)}
                >
                  {open === place ? t({ context: 'fold', message: 'Close' }) : t`Change`}
                </Button>
                <IconButton icon={X} size="sm" label={t`Take out ${placeWord(place)}`} onPress={() => drop(place)} />
              </div>
              {open === place && (
                <div className="pb-3 pl-4">
                  <Part
                    kind={of}
                    value={value[place]}
                    before={before[place]}
                    onChange={(next) => part.onChange({ ...value, [place]: next })}
                    pointer={step(part.pointer, place)}
                    label={placeWord(place)}
                    nullOf=""
                  />
                </div>
              )}
            </li>
          ))}
      </ul>
      <div className="mt-2 flex items-end gap-2">
        <TextField
          className="w-56"
          label={t`Country, or part of one`}
          placeholder="AE, MY-03"
          help={isCode ? placeWord(wanted) : undefined}
          value={code}
          onChange={setCode}
          onKeyDown={(event) => event.key === 'Enter' && add()}
        />
        <Button icon={Plus} onPress={add}>
          {t`Add`}
        </Button>
      </div>
    </div>
  );
}

import { Trans, useLingui } from '@lingui/react/macro';
import { Checkbox } from '@/shared/ui/forms/choice';
import { type Kind, blank } from '../kinds';
import { fieldWord, nullWord } from '../text';
import type { PartProps } from './context';
import { Rows, Variants } from './lists';
import { CodeField, CodesField, CurrencyField, FlagField, TypedField } from './scalars';
import { Places, Table } from './tables';

/** The editor of a value, or of a part of one, by its kind. */
export function ValueEditor({ kind, ...part }: PartProps & { kind: Kind }) {
  switch (kind.kind) {
    case 'integer':
    case 'decimal':
    case 'time':
      return <TypedField kind={kind} {...part} />;
    case 'flag':
      return <FlagField {...part} />;
    case 'code':
      return <CodeField kind={kind} {...part} />;
    case 'codes':
      return <CodesField kind={kind} {...part} />;
    case 'currency':
      return <CurrencyField {...part} />;
    case 'maybe':
      return <Maybe of={kind.of} {...part} />;
    case 'record':
      return (
        <Table
          {...part}
          lines={kind.fields.map((field) => ({
            name: field.name,
            label: fieldWord(kind.of, field.name),
            kind: field.kind,
            nullOf: `${kind.of}.${field.name}`,
          }))}
        />
      );
    case 'table':
      return <Table {...part} codes={kind} />;
    case 'places':
      return <Places of={kind.of} {...part} />;
    case 'rows':
      return <Rows kind={kind} {...part} />;
    case 'variants':
      return <Variants kind={kind} {...part} />;
    case 'other':
      return (
        <p className="text-ink-2">
          <Trans>This version of the interface has no editor for such values. Decide on it through the API.</Trans>
        </p>
      );
  }
}

/** A value or none. */
function Maybe({ of, ...part }: PartProps & { of: Kind }) {
  const { t } = useLingui();
  const isNone = part.value === null || part.value === undefined;
  const word = nullWord(part.nullOf);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {!isNone && <ValueEditor kind={of} {...part} />}
      <Checkbox
        aria-label={t`${part.label}: ${word}`}
        isSelected={isNone}
        onChange={(none) => part.onChange(none ? null : (part.before ?? blank(of)))}
      >
        {word}
      </Checkbox>
    </div>
  );
}

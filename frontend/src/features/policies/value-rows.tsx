import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { GradeMark } from '@/shared/ui/values/marks';
import { isScalar } from './editors/tables';
import type { Kind } from './kinds';
import { type Measure, codeWord, fieldWord, placeWord, valueText } from './text';

type Values = Readonly<Record<string, unknown>>;

interface Line {
  name: string;
  label: string;
  kind: Kind;
  nullOf: string;
}

function linesOf(kind: Kind, value: Values): Line[] {
  switch (kind.kind) {
    case 'record':
      return kind.fields.map((field) => ({
        ...field,
        label: fieldWord(kind.of, field.name),
        nullOf: `${kind.of}.${field.name}`,
      }));
    case 'table':
      return kind.keys.codes
        .filter((code) => code in value)
        .map((code) => ({ name: code, label: codeWord(kind.keys.of, code), kind: kind.of, nullOf: kind.keys.of }));
    case 'places':
      return Object.keys(value)
        .toSorted()
        .map((code) => ({ name: code, label: placeWord(code), kind: kind.of, nullOf: '' }));
    default:
      return [];
  }
}

/** A value to be read: name and value, line by line. */
export function ValueRows({ kind, value, measure }: { kind: Kind; value: unknown; measure: Measure }) {
  const { t } = useLingui();
  if (Array.isArray(value) && (kind.kind === 'rows' || kind.kind === 'variants')) {
    return (
      <Frame>
        {value.map((row, index) => (
          // Rows have no names of their own; their order is what they are.
          // oxlint-disable-next-line react/no-array-index-key
          <Row key={index} name={index + 1}>
            {valueText(kind, [row], measure)}
          </Row>
        ))}
      </Frame>
    );
  }
  const lines = typeof value === 'object' && value !== null ? linesOf(kind, value as Values) : [];
  if (lines.length === 0) {
    return (
      <Frame>
        <Row name={t`Value`}>{valueText(kind, value, measure)}</Row>
      </Frame>
    );
  }
  return (
    <Frame>
      {lines.map((line) => (
        <Row
          key={line.name}
          name={
            <>
              {'ABCD'.includes(line.name) && <GradeMark grade={line.name as 'A'} />}
              {line.label}
            </>
          }
          isWide={!isScalar(line.kind)}
        >
          {valueText(line.kind, (value as Values)[line.name], measure, line.nullOf)}
        </Row>
      ))}
    </Frame>
  );
}

const Frame = ({ children }: { children: ReactNode }) => <dl className="border-t border-line">{children}</dl>;

function Row({ name, isWide = false, children }: { name: ReactNode; isWide?: boolean; children: ReactNode }) {
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-x-4 border-b border-line py-1.5">
      <dt className="flex w-56 flex-none items-center gap-2 text-ink-2">{name}</dt>
      <dd className={isWide ? 'min-w-0 flex-1' : 'min-w-0 flex-1 font-strong'}>{children}</dd>
    </div>
  );
}

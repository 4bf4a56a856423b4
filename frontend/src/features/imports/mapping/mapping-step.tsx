import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { ArrowRight, CircleCheck, TriangleAlert } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { type Fault, type Import, type ImportColumn, type TargetField, isApiError } from '@/api';
import { useDraft } from '@/api/use-draft';
import { langOf, percent } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { useMe } from '@/shared/permissions';
import { Button } from '@/shared/ui/actions/button';
import { faultText } from '@/shared/ui/forms/fault-text';
import { Column, Columns } from '@/shared/ui/layout/panel';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { type Choice, Select } from '@/shared/ui/forms/select';
import { PartError } from '@/shared/ui/feedback/states';
import { ClosingBar } from '@/shared/ui/layout/closing-bar';
import { type Decided, faultsBy, letters, mappingOf, send, startOf } from './mapping';
import { MappingSide } from './mapping-side';
import { fieldsQuery, useMapping } from '../queries';

const LEFT_OUT = '-';
const MOST_CONTACTS = 5;
/** Suggestions below it ask for a look. */
const SURE = 0.75;

interface Props {
  whole: Import;
  onReread: () => void;
  onChecked: () => void;
}

/** Which column is which field: what was recognised stands there with its reason, everything can be decided otherwise. */
export function MappingStep({ whole, onReread, onChecked }: Props) {
  const { t, i18n } = useLingui();
  const me = useMe();
  const kept = useDraft<Decided>(me.id, `import:${whole.id}`);
  const [typed, setTyped] = useState<Decided | null>(null);
  const decided = typed ?? startOf(whole);
  const fields = useQuery(fieldsQuery(whole.kind, i18n.locale));
  const mapping = useMapping(whole);
  useEffect(() => {
    if (kept.found) setTyped((now) => now ?? kept.found?.value ?? null);
  }, [kept.found]);
  const put = (next: Decided) => {
    setTyped(next);
    kept.keep(next);
    mapping.reset();
  };
  const targets = useMemo(() => new Map((fields.data ?? []).map((each) => [each.field, each])), [fields.data]);
  const error = isApiError(mapping.error) ? mapping.error : null;
  const faults = faultsBy(error?.problem.errors ?? [], decided);
  const wordsOf = (fault: Fault) =>
    fault.code === 'field_hidden'
      ? t`Hidden from you, so nothing can replace it: only create customers, or leave the column out.`
      : faultText(fault);
  const named = (place: string) => {
    const column = whole.columns.find((each) => place === `column:${each.column}`);
    return column ? column.header || letters(column.column) : targets.get(place.replace('constant:', ''))?.label;
  };
  const refused = Object.entries(faults).map(([place, fault]) => {
    const name = named(place);
    return name ? t`${name}: ${wordsOf(fault)}` : wordsOf(fault);
  });
  const check = () => {
    if (mapping.isPending) return;
    mapping.mutate(mappingOf(decided), {
      onSuccess: () => {
        void kept.drop();
        onChecked();
      },
    });
  };
  useHotkeys([{ keys: 'mod+enter', name: t`Check every row`, group: 'record', run: check }]);
  const taken = Object.keys(decided.columns).length;
  return (
    <>
      <Columns className="max-laptop:flex-col max-laptop:divide-x-0 max-laptop:overflow-auto">
        <Column label={t`Columns of the file`} className="max-laptop:flex-none">
          {fields.isError && (
            <PartError
              title={<Trans>What columns can go to was not loaded</Trans>}
              error={fields.error}
              onRetry={() => void fields.refetch()}
            />
          )}
          <div role="table" aria-label={t`Columns of the file`} className="min-w-0">
            <div
              role="row"
              className={`${GRID} sticky top-0 z-2 h-7 border-b border-line bg-surface-2 text-xs text-ink-3`}
            >
              <span role="columnheader" className="max-tablet:sr-only">
                <Trans context="spreadsheet">Column</Trans>
              </span>
              <span role="columnheader">
                <Trans>Heading</Trans>
              </span>
              <span role="columnheader" className="max-tablet:hidden">
                <Trans>Examples</Trans>
              </span>
              <span role="columnheader">
                <Trans>Goes to</Trans>
              </span>
              <span role="columnheader" className="max-tablet:hidden">
                <Trans>How it is understood</Trans>
              </span>
            </div>
            {whole.columns.map((column) => (
              <ColumnRow
                key={column.column}
                column={column}
                decided={decided}
                fields={fields.data ?? []}
                targets={targets}
                onDecide={put}
                error={faults[`column:${column.column}`] && wordsOf(faults[`column:${column.column}`] as Fault)}
              />
            ))}
          </div>
        </Column>
        <MappingSide
          whole={whole}
          decided={decided}
          fields={fields.data ?? []}
          faults={faults}
          onDecide={put}
          onReread={onReread}
        />
      </Columns>
      <ClosingBar
        note={
          error ? (
            <span role="alert" className="text-bad-ink">
              {refused.length > 0 ? refused.join(' ') : problemText(error)}
            </span>
          ) : (
            <Trans>
              <Plural value={taken} one="# column is taken" other="# columns are taken" /> of {whole.columns.length}.
              Nothing is written by the check.
            </Trans>
          )
        }
      >
        <Button size="lg" onPress={onReread}>
          <Trans>Another file, or read it otherwise</Trans>
        </Button>
        <Button
          size="lg"
          variant="primary"
          icon={ArrowRight}
          keys="mod+enter"
          isBusy={mapping.isPending}
          onPress={check}
        >
          <Trans>Check every row</Trans>
        </Button>
      </ClosingBar>
    </>
  );
}

const GRID =
  'grid grid-cols-[64px_minmax(0,130px)_minmax(0,1fr)_240px_minmax(0,1fr)] items-center gap-x-3 px-4 max-tablet:grid-cols-[24px_minmax(0,1fr)_190px]';

interface RowProps {
  column: ImportColumn;
  decided: Decided;
  fields: readonly TargetField[];
  targets: ReadonlyMap<string, TargetField>;
  onDecide: (decided: Decided) => void;
  error: string | undefined;
}

function ColumnRow({ column, decided, fields, targets, onDecide, error }: RowProps) {
  const { t } = useLingui();
  const target = decided.columns[column.column] ?? null;
  const { suggestion } = column;
  const isAsSuggested = target !== null && suggestion?.field === target.field;
  const choices: Choice[] = [
    { id: LEFT_OUT, name: t`Not imported` },
    ...fields.map(({ field, label, only_new }) => ({
      id: field,
      name: label,
      ...(only_new && { detail: t`new ones only` }),
    })),
  ];
  const decide = (field: string, contact: number) =>
    onDecide(
      send(
        decided,
        column.column,
        field === LEFT_OUT ? null : { field, contact },
        targets.get(field)?.several ?? false,
      ),
    );
  const name = column.header || letters(column.column);
  return (
    <div role="row" className={`${GRID} min-h-13 border-b border-line py-1.5`}>
      <span role="cell" className="text-ink-3">
        {letters(column.column)}
      </span>
      <span role="cell" className="min-w-0">
        <b className="block truncate" title={column.header} lang={langOf(column.header)}>
          {column.header || <Trans>(no heading)</Trans>}
        </b>
        <span className="hidden truncate text-xs text-ink-3 max-tablet:block">{column.samples[0]}</span>
      </span>
      <span role="cell" className="min-w-0 text-xs text-ink-2 max-tablet:hidden">
        {column.samples.slice(0, 2).map((sample, index) => (
          <span key={index} className="block truncate" title={sample ?? undefined} lang={langOf(sample ?? '')}>
            {sample}
          </span>
        ))}
      </span>
      <span role="cell" className="flex items-start gap-1.5">
        <Select
          label={t`Where ${name} goes`}
          hidesLabel
          className="min-w-0 flex-1"
          choices={choices}
          value={target?.field ?? LEFT_OUT}
          onChange={(field) => decide(field, target?.contact ?? 1)}
          error={error}
        />
        {target?.field.startsWith('contact.') && (
          <Select
            label={t`Which contact of the row`}
            hidesLabel
            className="w-15"
            choices={Array.from({ length: MOST_CONTACTS }, (_, at) => ({ id: String(at + 1), name: String(at + 1) }))}
            value={String(target.contact)}
            onChange={(contact) => decide(target.field, Number(contact))}
          />
        )}
      </span>
      <span role="cell" className="flex min-w-0 items-start gap-1.5 text-xs text-ink-2 max-tablet:hidden">
        {isAsSuggested && suggestion ? (
          <>
            {suggestion.confidence >= SURE ? (
              <CircleCheck className="icon-sm text-ok-ink" aria-hidden />
            ) : (
              <TriangleAlert className="icon-sm text-warn-ink" aria-hidden />
            )}
            <span>
              {suggestion.reason}{' '}
              <span className="whitespace-nowrap text-ink-3">
                <Trans>sure to {percent(suggestion.confidence)}</Trans>
              </span>
            </span>
          </>
        ) : target ? (
          <Trans>Decided by you</Trans>
        ) : (
          <span className="text-ink-3">{column.left_out ?? <Trans>No field like it was found</Trans>}</span>
        )}
      </span>
    </div>
  );
}

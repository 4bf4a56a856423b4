import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import type { Fault, Import, TargetField } from '@/api';
import { usersQuery } from '@/shared/directory';
import { bytes, langOf, personName } from '@/shared/format';
import { directionLabels, dispositionLabels, intentLabels, methodLabels, options, sourceLabels } from '@/shared/labels';
import {
  dateOrderLabels,
  fillLabels,
  importKeyLabels,
  importModeLabels,
  onDuplicateLabels,
  onFaultLabels,
} from '@/shared/labels/data';
import { Button } from '@/shared/ui/actions/button';
import { RadioGroup } from '@/shared/ui/forms/choice';
import { ComboBox } from '@/shared/ui/forms/combo-box';
import { faultText } from '@/shared/ui/forms/fault-text';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { Column, Facts, Section } from '@/shared/ui/layout/panel';
import { type Choice, Select } from '@/shared/ui/forms/select';
import { TextField } from '@/shared/ui/forms/text-field';
import { type Decided, canBeConstant, neededOf } from './mapping';
import { useMe } from '@/shared/permissions';

const NONE = '-';

interface Props {
  whole: Import;
  decided: Decided;
  fields: readonly TargetField[];
  faults: Readonly<Record<string, Fault>>;
  onDecide: (decided: Decided) => void;
  onReread: () => void;
}

/** What the file does not say of itself: values for every row, how rows meet known customers, how it is read. */
export function MappingSide({ whole, decided, fields, faults, onDecide, onReread }: Props) {
  const { t } = useLingui();
  const put = (part: Partial<Decided>) => onDecide({ ...decided, ...part });
  const faultAt = (pointer: string) => faults[pointer] && faultText(faults[pointer]);
  const isOfCustomers = whole.kind === 'customers';
  const external = Object.values(decided.columns).some(({ field }) => field.endsWith('external_id'));
  return (
    <Column width={330} isSide label={t`What holds for every row`} className="max-laptop:w-full! max-laptop:flex-none">
      <Constants whole={whole} decided={decided} fields={fields} faults={faults} onDecide={onDecide} />
      {isOfCustomers && (
        <Section title={<Trans>Known customers</Trans>}>
          <div className="flex flex-col gap-2.5">
            <Select
              label={t`What may be done`}
              choices={options(importModeLabels)}
              value={decided.mode ?? 'both'}
              onChange={(mode) => put({ mode })}
            />
            <Select
              label={t`A row names a known one by`}
              choices={options(importKeyLabels)}
              value={decided.key ?? 'name_country'}
              onChange={(key) => put({ key })}
            />
            <Select
              label={t`Rows that merely look like one`}
              choices={options(onDuplicateLabels)}
              value={decided.duplicates ?? 'screen'}
              onChange={(duplicates) => put({ duplicates })}
            />
            <Select
              label={t`Values of a known one`}
              choices={options(fillLabels)}
              value={decided.fill ?? 'overwrite'}
              onChange={(fill) => put({ fill })}
            />
          </div>
        </Section>
      )}
      <Section title={<Trans>How cells are read</Trans>}>
        <div className="flex flex-col gap-2.5">
          <Select
            label={t`A value that cannot be used`}
            choices={options(onFaultLabels)}
            value={decided.faults ?? 'reject'}
            onChange={(handling) => put({ faults: handling })}
          />
          <Select
            label={t`Dates such as 03/04/2026`}
            choices={options(dateOrderLabels)}
            value={decided.date_order ?? 'dmy'}
            onChange={(date_order) => put({ date_order })}
          />
          <Select
            label={t`Decimals stand behind`}
            choices={[
              { id: NONE, name: t`As each number tells` },
              { id: '.', name: t`A point: 1,250.50` },
              { id: ',', name: t`A comma: 1.250,50` },
            ]}
            value={decided.decimal_sign ?? NONE}
            onChange={(sign) => put({ decimal_sign: sign === '.' || sign === ',' ? sign : null })}
          />
          <div className="grid grid-cols-2 gap-2.5">
            <TextField
              label={t`Currency of amounts`}
              placeholder="EUR"
              maxLength={3}
              value={decided.currency ?? ''}
              onChange={(currency) => put({ currency: currency.toUpperCase() || null })}
              error={faultAt('/currency')}
            />
            <TextField
              label={t`Zone of times`}
              placeholder="Asia/Shanghai"
              value={decided.zone ?? ''}
              onChange={(zone) => put({ zone: zone || null })}
              error={faultAt('/zone')}
            />
          </div>
          {external && (
            <TextField
              label={t`Other system the numbers come from`}
              placeholder="erp"
              value={decided.external_source ?? ''}
              onChange={(source) => put({ external_source: source || null })}
              error={faultAt('/external_source')}
            />
          )}
        </div>
      </Section>
      {whole.encodings.length > 0 && (
        <Section title={<Trans>Code page</Trans>}>
          <RadioGroup
            label={<Trans>Which one writes these names rightly?</Trans>}
            stacked
            value={decided.encoding ?? whole.format.encoding}
            onChange={(encoding) => put({ encoding })}
            error={faultAt('/encoding')}
            choices={whole.encodings.map(({ encoding, looks }) => ({
              id: encoding,
              name: encoding.toUpperCase(),
              detail: (
                <span className="text-ink" lang={langOf(looks[0] ?? '')}>
                  {looks.slice(0, 3).join(' · ')}
                </span>
              ),
            }))}
          />
        </Section>
      )}
      <Section
        title={<Trans>The file</Trans>}
        actions={
          <Button size="sm" variant="ghost" onPress={onReread}>
            <Trans>Read it otherwise</Trans>
          </Button>
        }
      >
        <Facts
          facts={[
            { name: t`Size`, value: bytes(whole.file_size) },
            ...(whole.format.encoding ? [{ name: t`Encoding`, value: whole.format.encoding.toUpperCase() }] : []),
            ...(whole.format.sheet
              ? [
                  {
                    name: t`Sheet`,
                    value:
                      whole.sheets.length > 1
                        ? t`${whole.format.sheet}, one of ${whole.sheets.length}`
                        : whole.format.sheet,
                  },
                ]
              : []),
            {
              name: t`Headings`,
              value: whole.format.header_row === 0 ? t`No headings` : t`Row ${whole.format.header_row}`,
            },
          ]}
        />
      </Section>
    </Column>
  );
}

const WORDS: Readonly<Record<string, () => Choice[]>> = {
  source_channel: () => options(sourceLabels),
  intent_level: () => options(intentLabels),
  method: () => options(methodLabels),
  direction: () => options(directionLabels),
  disposition: () => options(dispositionLabels),
};

type ConstantsProps = Pick<Props, 'whole' | 'decided' | 'fields' | 'faults' | 'onDecide'>;

/** Values that stand in where a row has none: those that every row needs, and whatever else is added. */
function Constants({ whole, decided, fields, faults, onDecide }: ConstantsProps) {
  const { t } = useLingui();
  const mapped = new Set(Object.values(decided.columns).map(({ field }) => field));
  const owns = useMe().department_id !== null;
  const needed = decided.mode === 'update' ? [] : neededOf(whole.kind, owns).filter((field) => !mapped.has(field));
  const added = Object.keys(decided.constants).filter((field) => !needed.includes(field));
  const rest = fields.filter(
    (each) => canBeConstant(each) && !needed.includes(each.field) && !added.includes(each.field),
  );
  const put = (field: string, value: string | null) => {
    const { [field]: _, ...others } = decided.constants;
    onDecide({ ...decided, constants: value === null ? others : { ...decided.constants, [field]: value } });
  };
  const control = (field: string, isRequired: boolean) => {
    const target = fields.find((each) => each.field === field);
    const fault = faults[`constant:${field}`];
    const missing = isRequired && faults['/columns'] && !decided.constants[field];
    const frame = {
      label: target?.label ?? field,
      isRequired,
      error: fault ? faultText(fault) : missing ? t`Every row needs one.` : undefined,
    };
    const value = decided.constants[field] ?? '';
    if (target?.reads === 'person')
      return <PersonByMail {...frame} value={value} onChange={(mail) => put(field, mail)} />;
    if (target && target.choices.length > 0) {
      const named = WORDS[target.reads]?.() ?? [];
      // Whatever a cell may say is a value, a program may have given another word than the code.
      const ids = value === '' || target.choices.includes(value) ? target.choices : [value, ...target.choices];
      return (
        <Select
          {...frame}
          choices={ids.map((id) => ({ id, name: named.find((each) => each.id === id)?.name ?? id }))}
          value={value || null}
          onChange={(chosen) => put(field, chosen)}
        />
      );
    }
    return <TextField {...frame} value={value} onChange={(text) => put(field, text)} />;
  };
  return (
    <Section
      title={
        needed.length > 0 ? (
          <Trans>Not in the file, but needed</Trans>
        ) : (
          <Trans>The same in every row that has none</Trans>
        )
      }
    >
      <div className="flex flex-col gap-2.5">
        {needed.map((field) => (
          <div key={field}>{control(field, true)}</div>
        ))}
        {added.map((field) => (
          <div key={field} className="flex items-end gap-1">
            <div className="min-w-0 flex-1">{control(field, false)}</div>
            <IconButton icon={X} label={t`Leave this out`} onPress={() => put(field, null)} />
          </div>
        ))}
        <Select
          label={t`A value for every row that has none`}
          hidesLabel
          size="sm"
          placeholder={t`Add a value for every row`}
          value={null}
          choices={rest.map(({ field, label: name }) => ({ id: field, name }))}
          onChange={(field) => put(field, '')}
        />
      </div>
    </Section>
  );
}

interface PersonProps {
  label: string;
  isRequired: boolean;
  error: string | undefined;
  value: string;
  onChange: (mail: string) => void;
}

/** A colleague, written as files name one: by mail. */
function PersonByMail({ value, onChange, ...frame }: PersonProps) {
  const { data } = useQuery(usersQuery);
  const people = [...(data?.values() ?? [])]
    .filter((user) => user.active)
    .map((user): Choice => ({ id: user.email, name: personName(user), detail: user.email }));
  return (
    <ComboBox
      {...frame}
      choices={people}
      value={people.find((each) => each.id === value) ?? null}
      onChange={(person) => onChange(person?.id ?? '')}
    />
  );
}

import { Trans, useLingui } from '@lingui/react/macro';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { type CareItem, type CareOccasion, type Grade, type Method, type PlanDetail, api, unwrap } from '@/api';
import { countryName, joined } from '@/shared/format';
import { gradeLabels, label, methodLabels, options } from '@/shared/labels';
import { careItemLabels } from '@/shared/labels/planning';
import { Checkbox } from '@/shared/ui/forms/choice';
import { ToggleChip } from '@/shared/ui/actions/chip';
import { ComboBox } from '@/shared/ui/forms/combo-box';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { Select } from '@/shared/ui/forms/select';
import { TextField } from '@/shared/ui/forms/text-field';
import { useRefresh } from '../items/acts';

const ALL: Grade[] = ['A', 'B', 'C', 'D'];

/** The holidays of a country, each with its next day. */
const holidaysQuery = (country: string) =>
  queryOptions({
    queryKey: ['duties', 'holidays', country],
    staleTime: 60 * 60_000,
    enabled: /^[A-Z]{2}$/.test(country),
    queryFn: ({ signal }) => unwrap(api.GET('/v1/duties/holidays', { signal, params: { query: { country } } })),
  });

/** One occasion as it is chosen, with what its holiday is called here, and where alone it is kept. */
type Chosen = CareOccasion & { name: string; regions?: string[] };

const asSent = ({ occasion, country, holiday, care_item, method }: Chosen): CareOccasion => ({
  occasion,
  country: country ?? null,
  holiday: holiday ?? null,
  care_item,
  method,
});

const SOME = 3;

/** The regions of a choice: a few by name, more by their number. */
const regionsOf = (regions: string[]) => (regions.length > SOME ? [...regions.slice(0, SOME), '…'] : regions);

const keyOf = (each: CareOccasion) => `${each.country ?? ''} ${each.holiday ?? ''}`;

/** Which occasions a care plan keeps, of whom, and what each contact brings. */
export function CareDialog({ plan, etag, onClose }: { plan: PlanDetail; etag: string; onClose: () => void }) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const { care } = plan;
  const [grades, setGrades] = useState<Grade[]>(care?.grades ?? []);
  const [keyOnly, setKeyOnly] = useState(care?.key_only ?? false);
  const [chosen, setChosen] = useState<Chosen[]>(
    () => care?.occasions.map(({ holiday_name, ...each }) => ({ ...each, name: holiday_name ?? '' })) ?? [],
  );
  const [country, setCountry] = useState('');
  const code = country.trim().toUpperCase();
  const holidays = useQuery(holidaysQuery(code));
  const keepsBirthdays = chosen.some((each) => each.occasion === 'birthday');
  const add = (next: Chosen) => setChosen([...chosen.filter((each) => keyOf(each) !== keyOf(next)), next]);
  const change = (at: Chosen, values: Partial<CareOccasion>) =>
    setChosen(chosen.map((each) => (each === at ? { ...each, ...values } : each)));
  return (
    <FormDialog
      title={<Trans>Occasions of {plan.name}</Trans>}
      size="lg"
      act={t`Save`}
      footnote={
        <Trans>
          A customer is greeted once for each occasion of a year, and not twice within the days that policy says.
        </Trans>
      }
      onClose={onClose}
      isReady
      shows={(pointer) => pointer.startsWith('/care')}
      send={() =>
        unwrap(
          api.PATCH('/v1/contact-plans/{plan_id}', {
            body: {
              care: chosen.length === 0 ? null : { grades, key_only: keyOnly, occasions: chosen.map(asSent) },
            },
            params: { path: { plan_id: plan.id }, header: { 'If-Match': etag } },
          }),
        )
      }
      onDone={refresh}
    >
      {({ faultAt }) => (
        <>
          <fieldset className="flex flex-wrap items-center gap-2">
            <legend className="mb-1 text-xs text-ink-3">
              <Trans>Customers of these grades; none chosen: all</Trans>
            </legend>
            {ALL.map((grade) => (
              <ToggleChip
                key={grade}
                isSelected={grades.includes(grade)}
                onChange={(isOn) => setGrades(ALL.filter((each) => (each === grade ? isOn : grades.includes(each))))}
              >
                {label(gradeLabels, grade)}
              </ToggleChip>
            ))}
            <Checkbox isSelected={keyOnly} onChange={setKeyOnly}>
              <Trans>Key customers only</Trans>
            </Checkbox>
          </fieldset>
          <Checkbox
            isSelected={keepsBirthdays}
            onChange={(isOn) =>
              isOn
                ? add({ occasion: 'birthday', care_item: 'birthday', method: 'phone', name: '' })
                : setChosen(chosen.filter((each) => each.occasion !== 'birthday'))
            }
          >
            <Trans>Birthdays of the people there</Trans>
          </Checkbox>
          <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,2fr)] gap-2 max-tablet:grid-cols-1">
            <TextField
              label={t`Country of a holiday`}
              help={code.length === 2 ? countryName(code) : t`Two letters, e.g. DE`}
              value={country}
              onChange={setCountry}
            />
            <ComboBox
              key={code}
              label={t`Add a holiday`}
              help={
                holidays.data?.items.length === 0
                  ? t`No holidays of this country are known.`
                  : t`By name; the next day beside it`
              }
              isAdding
              isLoading={holidays.isFetching}
              isDisabled={!holidays.data || holidays.data.items.length === 0}
              choices={
                holidays.data?.items.map((each) => ({
                  id: each.holiday,
                  name: each.name,
                  detail: joined([each.on_day, ...regionsOf(each.regions)]),
                })) ?? []
              }
              value={null}
              onChange={(found) =>
                found &&
                add({
                  occasion: 'holiday',
                  country: code,
                  holiday: found.id,
                  care_item: 'holiday',
                  method: 'phone',
                  name: found.name,
                  regions: holidays.data?.items.find((each) => each.holiday === found.id)?.regions ?? [],
                })
              }
            />
          </div>
          {chosen.length > 0 && (
            <ul aria-label={t`Chosen occasions`} className="rounded-card border border-line">
              {chosen.map((each, index) => (
                <li
                  key={keyOf(each)}
                  className="flex flex-wrap items-center gap-2 border-b border-line px-2 py-1.5 last:border-0"
                >
                  <span className="min-w-40 flex-1">
                    {each.occasion === 'birthday' ? <Trans>Birthdays</Trans> : each.name}
                    {each.country && <span className="text-ink-3"> {countryName(each.country)}</span>}
                    {each.regions && each.regions.length > 0 && (
                      <span className="block text-xs text-ink-3">
                        <Trans>only customers in {joined(each.regions)}</Trans>
                      </span>
                    )}
                    {faultAt(`/care/occasions/${index}/holiday`) && (
                      <span className="block text-bad-ink">{faultAt(`/care/occasions/${index}/holiday`)}</span>
                    )}
                  </span>
                  <Select<CareItem>
                    label={t`What it brings`}
                    hidesLabel
                    size="sm"
                    choices={options(careItemLabels)}
                    value={each.care_item}
                    onChange={(care_item) => change(each, { care_item })}
                  />
                  <Select<Method>
                    label={t({ context: 'plan', message: 'How' })}
                    hidesLabel
                    size="sm"
                    choices={options(methodLabels)}
                    value={each.method}
                    onChange={(method) => change(each, { method })}
                  />
                  <IconButton
                    icon={Trash2}
                    size="sm"
                    label={each.occasion === 'birthday' ? t`Leave birthdays out` : t`Leave ${each.name} out`}
                    onPress={() => setChosen(chosen.filter((other) => other !== each))}
                  />
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </FormDialog>
  );
}

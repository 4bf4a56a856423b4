import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Check, CircleCheck, CircleDashed, RotateCcw, TriangleAlert } from 'lucide-react';
import { count, countryName, joined } from '@/shared/format';
import { useMay } from '@/shared/permissions';
import { cityOf } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { cx } from '@/shared/ui/cx';
import { Bar } from '@/shared/ui/values/figures';
import { Note } from '@/shared/ui/feedback/note';
import { Column, Columns, PanelHeader, Section } from '@/shared/ui/layout/panel';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Hidden, PartError } from '@/shared/ui/feedback/states';
import { type Installation, installationQuery, keepCurrency, readinessQuery } from './queries';
import { ABILITIES, type AbilityId, STEPS, type Step, type StepId, nextStep } from './steps';

/** What to set up in a new installation, in order, from what there is; and what works already. */
export function SetupPage() {
  const { t } = useLingui();
  const may = useMay('organisation:write');
  const found = useQuery({ ...installationQuery, enabled: may });
  if (!may) {
    return (
      <>
        <PanelHeader title={t`Start here`} />
        <Hidden className="p-6" title={<Trans>Setting up is for administrators</Trans>}>
          <Trans>Ask yours where something is missing.</Trans>
        </Hidden>
      </>
    );
  }
  const done = found.data ? STEPS.filter((step) => step.isDone(found.data)).length : 0;
  return (
    <>
      <PanelHeader
        title={t`Start here`}
        note={
          found.data && (
            <span className="flex items-center gap-2">
              <Trans>
                {done} of {STEPS.length} done
              </Trans>
              <Bar className="w-32 max-tablet:hidden" share={done / STEPS.length} label={t`Steps done`} />
            </span>
          )
        }
      />
      <Columns className="max-laptop:flex-col max-laptop:divide-x-0 max-laptop:overflow-auto">
        <Column className="max-laptop:flex-none">
          {found.isPending && <SkeletonRows rows={10} />}
          {found.isError && (
            <PartError
              title={<Trans>What there is was not loaded</Trans>}
              error={found.error}
              onRetry={() => void found.refetch()}
            />
          )}
          {found.data && <Steps found={found.data} />}
        </Column>
        <Column
          width={340}
          isSide
          label={t`What works by now`}
          className="max-laptop:w-full! max-laptop:flex-none max-laptop:border-t max-laptop:border-line"
        >
          {found.data && <Abilities found={found.data} />}
          <Machine />
          <p className="flex items-start gap-2 px-5 py-3 text-ink-2">
            <RotateCcw className="icon-sm mt-0.75 text-ink-3" aria-hidden />
            <Trans>Every step can be changed later; the list follows what there is.</Trans>
          </p>
        </Column>
      </Columns>
    </>
  );
}

function useStepNames(): Record<StepId, string> {
  const { t } = useLingui();
  return {
    company: t`Base currency`,
    administrators: t`Administrators`,
    departments: t`Departments and teams`,
    people: t`People`,
    calendar: t`Working calendars`,
    policies: t`Look through the policy settings`,
    products: t`Products and markets`,
    rates: t`Exchange rates`,
    keys: t`Telephone, mail and other programs`,
    customers: t`Import customers`,
  };
}

/** What each step is for, and what of it there is. */
function useFacts(found: Installation): Record<StepId, string> {
  const { t } = useLingui();
  const number = (of: keyof Installation['people']) => found.people[of] ?? 0;
  const { calendar } = found;
  const place = calendar
    ? [
        cityOf(calendar.zone),
        calendar.country === null ? t`no public holidays` : t`public holidays: ${countryName(calendar.country)}`,
      ]
    : [];
  const managers = number('sales_manager') + number('deputy_director') + number('director');
  return {
    company: t`${found.currency}; sums of all currencies are told in it`,
    administrators: t`${count(number('administrator'))} so far; a second one, so that nobody is locked out`,
    departments: t`${count(found.departments)} departments, ${count(found.teams)} teams; everybody belongs to one`,
    people: t`${count(managers)} managers, ${count(number('team_lead'))} leads, ${count(number('rep'))} representatives, ${count(number('service_agent'))} in service; a manager and a representative at least`,
    calendar: [...place, t`Hours, breaks and days off: every deadline is counted by them`].join(' · '),
    policies: t`${count(found.settings)} settings work as delivered; ${count(found.decided)} decided so far`,
    products: t`${count(found.products)} products, ${count(found.markets)} markets; entered by a director or a product specialist`,
    rates: t`${count(found.rates)} rates; amounts in other currencies add up with them`,
    keys: t`${count(found.keys)} keys in use; without them calls are written down by hand`,
    customers: t`Last: importing settles owner, time zone and next contact`,
  };
}

function Steps({ found }: { found: Installation }) {
  const { t } = useLingui();
  const names = useStepNames();
  const facts = useFacts(found);
  const next = nextStep(found);
  return (
    <ol aria-label={t`What to set up`}>
      {STEPS.map((step, index) => (
        <StepLine
          key={step.id}
          step={step}
          number={index + 1}
          name={names[step.id]}
          facts={facts[step.id]}
          isDone={step.isDone(found)}
          isNext={step === next}
          currency={found.currency}
        />
      ))}
    </ol>
  );
}

interface StepLineProps {
  step: Step;
  number: number;
  name: string;
  facts: string;
  isDone: boolean;
  isNext: boolean;
  currency: string;
}

function StepLine({ step, number, name, facts, isDone, isNext, currency }: StepLineProps) {
  const { t } = useLingui();
  const router = useRouter();
  const exists = (step.to.split('?')[0] ?? '') in router.routesByPath;
  return (
    <li
      aria-current={isNext ? 'step' : undefined}
      className={cx(
        'flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-5 py-3',
        isNext && 'bg-accent-soft',
      )}
    >
      <span
        className={cx(
          'flex size-6.5 flex-none items-center justify-center rounded-full text-xs font-strong',
          isDone ? 'bg-ok-soft text-ok-ink' : isNext ? 'bg-accent text-on-accent' : 'text-ink-3 inset-line-2',
        )}
      >
        {isDone ? <Check className="icon-sm" aria-label={t({ context: 'state', message: 'Done' })} /> : number}
      </span>
      <div className="min-w-0 flex-1">
        <p className="font-strong">
          {name}{' '}
          {step.isOptional === true && (
            <span className="font-normal text-ink-3">
              <Trans>can wait</Trans>
            </span>
          )}
        </p>
        <p className="text-ink-2">{facts}</p>
      </div>
      {step.id === 'company' && !isDone && <KeepCurrency currency={currency} />}
      {exists && (
        <Button
          variant={isNext ? 'primary' : isDone ? 'ghost' : 'default'}
          aria-label={t`${name}: open`}
          onPress={() => router.history.push(step.to)}
        >
          {isDone ? t`Look again` : t`Begin`}
        </Button>
      )}
    </li>
  );
}

/** The currency that ships is the company's: said once, it counts as decided. */
function KeepCurrency({ currency }: { currency: string }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const keeping = useMutation({
    mutationFn: () => keepCurrency(currency, t`Kept as delivered when the company was set up`),
    onSettled: () =>
      Promise.all(['installation', 'policies'].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
  return (
    <Button isBusy={keeping.isPending} onPress={() => keeping.mutate()}>
      {t`Keep ${currency}`}
    </Button>
  );
}

function Abilities({ found }: { found: Installation }) {
  const { t } = useLingui();
  const steps = useStepNames();
  const names: Record<AbilityId, string> = {
    customers: t`Enter customers, look for duplicates`,
    calling: t`Dial by the customer’s local time, record calls`,
    opportunities: t`Opportunities with products and amounts`,
    complaints: t`Complaints against the clock`,
    approvals: t`Approve plans, exports and sharing`,
    revenue: t`Sums over several currencies`,
  };
  return (
    <Section title={<Trans>What works by now</Trans>}>
      <ul className="flex flex-col gap-1.5">
        {ABILITIES.map(({ id, works, waitsFor }) => {
          const isOn = works(found);
          const Icon = isOn ? CircleCheck : CircleDashed;
          return (
            <li key={id} className="flex items-start gap-2">
              <Icon className={cx('icon-sm mt-0.75', isOn ? 'text-ok' : 'text-ink-3')} aria-hidden />
              <span className={isOn ? undefined : 'text-ink-2'}>
                {names[id]}
                {!isOn && (
                  <span className="text-ink-3">
                    {' '}
                    <Trans>waits for: {joined(waitsFor.map((step) => steps[step]))}</Trans>
                  </span>
                )}
              </span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

/** What the server says of itself; an absent worker stands out, for without it nothing is ever reminded. */
function Machine() {
  const { t } = useLingui();
  const { data: checks, isError, error, refetch } = useQuery(readinessQuery);
  const names: Readonly<Record<string, string>> = {
    database: t`Database`,
    schema: t`Its structure`,
    notifications: t`Live changes`,
    process: t`This process`,
    worker: t`Background work`,
    files: t`Files`,
    disk: t`Disk`,
    replica: t`Replica`,
  };
  return (
    <Section title={<Trans>This machine</Trans>}>
      {isError && (
        <PartError title={<Trans>Its state was not loaded</Trans>} error={error} onRetry={() => void refetch()} />
      )}
      {checks && (checks['worker'] ?? 'ok') !== 'ok' && (
        <Note tone="bad" icon={TriangleAlert} role="alert" className="mb-2">
          <Trans>
            Background work stands still: deadlines, reminders, imports and exports wait. Start the worker of this
            installation.
          </Trans>
        </Note>
      )}
      <dl className="grid grid-cols-[96px_minmax(0,1fr)] gap-x-2.5 gap-y-1.25">
        {Object.entries(checks ?? {}).map(([check, verdict]) => (
          <div key={check} className="contents">
            <dt className="text-ink-3">{names[check] ?? check}</dt>
            <dd className={verdict === 'ok' ? undefined : 'text-bad-ink'}>
              {verdict === 'ok' ? t`in order` : <span lang="en">{verdict}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Cake, CalendarHeart, Pencil } from 'lucide-react';
import { useState } from 'react';
import type { PlanDetail } from '@/api';
import { useNames } from '@/shared/directory';
import { countryName, joined } from '@/shared/format';
import { gradeLabels, label, methodLabels } from '@/shared/labels';
import { careItemLabels } from '@/shared/labels/planning';
import { Button } from '@/shared/ui/actions/button';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';

const CareDialog = lazyDialog(() => import('./care-dialog').then((module) => module.CareDialog));

interface Props {
  plan: PlanDetail;
  etag: string;
  writes: boolean;
}

/** The birthdays and holidays that a care plan keeps, of which customers, and what each contact brings. */
export function CarePart({ plan, etag, writes }: Props) {
  const { t } = useLingui();
  const [isChoosing, setChoosing] = useState(false);
  const { care } = plan;
  return (
    <section aria-label={t`Occasions`}>
      <header className="mb-2 flex flex-wrap items-center gap-2">
        <h3 className="text-sm font-strong">
          <Trans>Occasions</Trans>
        </h3>
        {care && (
          <span className="text-xs text-ink-3">
            <Whom plan={plan} />
          </span>
        )}
        {writes && (
          <Button className="ml-auto" icon={Pencil} onPress={() => setChoosing(true)}>
            <Trans>Choose occasions</Trans>
          </Button>
        )}
      </header>
      {care ? (
        <>
          <ul className="rounded-card border border-line">
            {care.occasions.map((each) => (
              <li
                key={`${each.country} ${each.holiday}`}
                className="flex flex-wrap items-center gap-x-2 border-b border-line px-3 py-1.5 last:border-0"
              >
                {each.occasion === 'birthday' ? (
                  <>
                    <Cake className="icon-sm text-ink-3" aria-hidden />
                    <Trans>Birthdays of the people there</Trans>
                  </>
                ) : (
                  <>
                    <CalendarHeart className="icon-sm text-ink-3" aria-hidden />
                    {each.holiday_name}
                    {each.country && <span className="text-ink-3">{countryName(each.country)}</span>}
                    {each.regions && each.regions.length > 0 && (
                      <span className="text-xs text-ink-3">
                        <Trans>only customers in {joined(each.regions)}</Trans>
                      </span>
                    )}
                  </>
                )}
                <span className="ml-auto text-ink-2">
                  {label(careItemLabels, each.care_item)} · {label(methodLabels, each.method)}
                </span>
              </li>
            ))}
          </ul>
          <p className="mt-1 text-xs text-ink-3">
            <Trans>
              While the plan runs, each contact is planned two weeks ahead, on the day or the last calling day before
              it.
            </Trans>{' '}
            <Link to="/duties" search={{ shown: 'care' }} className="underline">
              <Trans>What is owed next</Trans>
            </Link>
          </p>
        </>
      ) : (
        <p className="text-ink-3">
          <Trans>The plan keeps no birthdays or holidays yet.</Trans>
        </p>
      )}
      {isChoosing && <CareDialog plan={plan} etag={etag} onClose={() => setChoosing(false)} />}
    </section>
  );
}

function Whom({ plan }: { plan: PlanDetail }) {
  const grades = joined((plan.care?.grades ?? []).map((grade) => label(gradeLabels, grade)));
  const owner = useNames()(plan.owner_id) || plan.owner_name;
  if (plan.care?.key_only) {
    return grades === '' ? (
      <Trans>{owner}’s key customers</Trans>
    ) : (
      <Trans>
        {owner}’s key customers: {grades}
      </Trans>
    );
  }
  return grades === '' ? (
    <Trans>all customers of {owner}</Trans>
  ) : (
    <Trans>
      {owner}’s customers: {grades}
    </Trans>
  );
}

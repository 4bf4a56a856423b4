import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { CareDuty } from '@/api';
import { countryName, joined } from '@/shared/format';
import { Day } from '@/shared/ui/values/figures';

/** Which occasion it is: whose birthday, or which holiday, of which country and part of it. */
export function OccasionOf({ duty }: { duty: CareDuty }) {
  if (duty.occasion === 'birthday') return <Trans>Birthday of {duty.contact_name}</Trans>;
  const where = [...(duty.country ? [countryName(duty.country)] : []), ...(duty.region ? [duty.region] : [])];
  return (
    <>
      {duty.holiday_name}
      {where.length > 0 && <span className="text-ink-3"> · {joined(where)}</span>}
    </>
  );
}

/** The next occasion that is kept with a customer: which, when, from which plan. */
export function NextCare({ duty }: { duty: CareDuty }) {
  return (
    <>
      <OccasionOf duty={duty} /> <Day date={duty.on_day} weekday />
      <span className="text-ink-3"> · </span>
      <Link to="/plans/$planId" params={{ planId: duty.plan_id }} className="underline">
        {duty.plan_name}
      </Link>
    </>
  );
}

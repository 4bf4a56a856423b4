import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { Filters } from '@/shared/addresses/opportunities';
import { title } from '@/shared/format';
import { Select } from '@/shared/ui/forms/select';
import { teamsQuery } from './queries';

const ALL = 'all';
const MINE = 'me';

interface Props {
  filters: Filters;
  onFilters: (filters: Filters) => void;
}

/** Whose opportunities are shown: all one sees, one's own, or a team's. */
export function WhoseSelect({ filters, onFilters }: Props) {
  const { t } = useLingui();
  const teams = useQuery(teamsQuery);
  const { owner, team, ...others } = filters;
  const whose = team ?? owner ?? ALL;
  const choose = (id: string) => {
    if (id === ALL) onFilters(others);
    else onFilters(id === MINE ? { ...others, owner: MINE } : { ...others, team: id });
  };
  return (
    <Select
      className="w-40 max-laptop:hidden"
      label={t`Whose`}
      hidesLabel
      choices={[
        { id: ALL, name: t`All I see` },
        { id: MINE, name: t`Mine` },
        ...(teams.data?.items ?? []).map((each) => ({ id: each.id, name: title(each) })),
        ...(owner !== undefined && owner !== MINE ? [{ id: owner, name: t`One person` }] : []),
      ]}
      value={whose}
      onChange={choose}
    />
  );
}

import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { title } from '@/shared/format';
import { Select } from '@/shared/ui/forms/select';
import { teamsQuery } from './queries';

const ALL = 'all';

interface Props {
  team: string | undefined;
  onTeam: (team: string | undefined) => void;
}

/** Whose calls and sales are looked at. */
export function TeamSelect({ team, onTeam }: Props) {
  const { t } = useLingui();
  const teams = useQuery(teamsQuery).data ?? [];
  return (
    <Select
      className="w-44"
      label={t`Team`}
      hidesLabel
      choices={[{ id: ALL, name: t`All that I see` }, ...teams.map((each) => ({ id: each.id, name: title(each) }))]}
      value={team ?? ALL}
      onChange={(id) => onTeam(id === ALL ? undefined : id)}
    />
  );
}

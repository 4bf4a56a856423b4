import { useLingui } from '@lingui/react/macro';
import { createFileRoute } from '@tanstack/react-router';
import { useMinute, dateIn } from '@/shared/time';
import { usePreferences } from '@/shared/preferences';
import { PanelHeader } from '@/shared/ui/panel';

export const Route = createFileRoute('/_shell/today')({ component: Today });

function Today() {
  const { t } = useLingui();
  const now = useMinute();
  const { zone } = usePreferences();
  return (
    <PanelHeader title={t`Today`} note={<span className="date">{dateIn(now, zone, now, { weekday: true })}</span>} />
  );
}

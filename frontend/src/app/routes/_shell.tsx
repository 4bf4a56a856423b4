import { createFileRoute } from '@tanstack/react-router';
import { words } from '@/shared/i18n';
import { meQuery } from '@/shared/permissions';
import { prefer } from '@/shared/preferences';
import { turnAway } from '../session/onward';
import { sessionLives } from '../session/session';
import { Shell } from '../shell/shell';

/** Everything behind sign-in. Who I am is read once; my language and zone are the profile's. */
export const Route = createFileRoute('/_shell')({
  beforeLoad: async ({ context: { queryClient }, location }) => {
    try {
      const { data: me } = await queryClient.ensureQueryData(meQuery);
      sessionLives();
      await Promise.all([words('labels'), prefer({ language: me.locale, zone: me.zone })]);
    } catch (error) {
      turnAway(error, { next: location.href });
    }
  },
  component: Shell,
});

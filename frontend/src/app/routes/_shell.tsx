import { createFileRoute, redirect } from '@tanstack/react-router';
import { isApiError } from '@/api/problem';
import { words } from '@/shared/i18n';
import { meQuery } from '@/shared/permissions';
import { prefer } from '@/shared/preferences';
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
      const search = { next: location.href };
      if (isApiError(error) && error.status === 401) throw redirect({ to: '/sign-in', search });
      if (isApiError(error) && error.code === 'own_password_needed') throw redirect({ to: '/own-password', search });
      throw error;
    }
  },
  component: Shell,
});

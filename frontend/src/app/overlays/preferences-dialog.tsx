import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { KeyRound, LogOut } from 'lucide-react';
import { useState } from 'react';
import { type Me, type Tagged, api, once, unwrap, unwrapTagged } from '@/api';
import { personName } from '@/shared/format';
import type { Language } from '@/shared/i18n';
import { meQuery, useMay, useMe } from '@/shared/permissions';
import { ZonePicker } from '@/shared/pickers/zone-picker';
import { type Density, type Theme, prefer, usePreferences } from '@/shared/preferences';
import { Button } from '@/shared/ui/actions/button';
import { Segmented } from '@/shared/ui/actions/segmented';
import { Dialog } from '@/shared/ui/overlays/dialog';
import { signOutAndLeave } from '../session/leave';
import { PasswordForm } from '../session/password-form';

/** Language, theme, density and my zone; my password; signing out. */
export function PreferencesDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const me = useMe();
  const { theme, density, language } = usePreferences();
  const profile = useProfile();
  const [changesPassword, setChangesPassword] = useState(false);
  const router = useRouter();
  const holdsKeys = useMay('api_key:write');
  const showKeys = () => {
    onClose();
    void router.navigate({ to: '/people', search: { tab: 'keys' } });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={personName(me)}
      footer={
        <>
          <Button variant="ghost" onPress={() => signOutAndLeave(signOutEverywhere)}>
            <Trans>Sign out everywhere</Trans>
          </Button>
          <Button icon={LogOut} onPress={() => signOutAndLeave()}>
            <Trans>Sign out</Trans>
          </Button>
        </>
      }
    >
      <p className="mb-3">{me.email}</p>
      <div className="grid grid-cols-[96px_1fr] items-center gap-x-3 gap-y-2.5 text-ink">
        <span className="text-xs text-ink-2">
          <Trans>Language</Trans>
        </span>
        <Segmented<Language>
          label={t`Language`}
          value={language}
          onChange={(chosen) => {
            void prefer({ language: chosen });
            profile.mutate({ locale: chosen });
          }}
          choices={[
            { id: 'zh-CN', name: '简体中文' },
            { id: 'en', name: 'English' },
          ]}
          className="justify-self-start"
        />
        <span className="text-xs text-ink-2">
          <Trans>Appearance</Trans>
        </span>
        <Segmented<Theme>
          label={t`Appearance`}
          value={theme}
          onChange={(chosen) => void prefer({ theme: chosen })}
          choices={[
            { id: 'system', name: t`As the system` },
            { id: 'light', name: t`Light` },
            { id: 'dark', name: t`Dark` },
          ]}
          className="justify-self-start"
        />
        <span className="text-xs text-ink-2">
          <Trans>Rows</Trans>
        </span>
        <Segmented<Density>
          label={t`Rows`}
          value={density}
          onChange={(chosen) => void prefer({ density: chosen })}
          choices={[
            { id: 'compact', name: t`Compact` },
            { id: 'comfortable', name: t`Comfortable` },
          ]}
          className="justify-self-start"
        />
      </div>
      <ZoneField
        onChange={(zone) => {
          void prefer({ zone });
          profile.mutate({ zone });
        }}
      />
      <div className="mt-3 border-t border-line pt-3">
        {changesPassword ? (
          <PasswordForm onDone={() => setChangesPassword(false)} onLeave={() => setChangesPassword(false)} />
        ) : (
          <span className="flex flex-wrap gap-2">
            <Button size="sm" onPress={() => setChangesPassword(true)}>
              <Trans>Change the password</Trans>
            </Button>
            {holdsKeys && (
              <Button size="sm" icon={KeyRound} onPress={showKeys}>
                <Trans>My API keys</Trans>
              </Button>
            )}
          </span>
        )}
      </div>
    </Dialog>
  );
}

/** Ends all my browser sessions, this one too: after a lost laptop. */
const signOutEverywhere = () =>
  once('session:everywhere', null, (key) =>
    unwrap(api.POST('/v1/session/sign-out-everywhere', { params: { header: { 'Idempotency-Key': key } } })),
  );

function useProfile() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Partial<Pick<Me, 'locale' | 'zone'>>) => {
      const etag = client.getQueryData<Tagged<Me>>(meQuery.queryKey)?.etag ?? '';
      return unwrapTagged(api.PATCH('/v1/me', { body, params: { header: { 'If-Match': etag } } }));
    },
    onSuccess: (answer) => client.setQueryData(meQuery.queryKey, answer),
    scope: { id: 'profile' },
  });
}

function ZoneField({ onChange }: { onChange: (zone: string) => void }) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  return (
    <ZonePicker
      label={t`My time zone`}
      className="mt-3"
      value={zone}
      onChange={onChange}
      help={<Trans>Your own time stands beside the customer’s everywhere.</Trans>}
    />
  );
}

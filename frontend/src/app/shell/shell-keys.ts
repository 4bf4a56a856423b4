import { useLingui } from '@lingui/react/macro';
import { useRouter } from '@tanstack/react-router';
import { useHotkeys } from '@/shared/hotkeys';
import { toast } from '@/shared/ui/feedback/toast';
import { showOverlay } from '../overlays/overlays';
import { useNavigation } from './use-navigation';

/** The keys that act everywhere. */
export function useShellKeys(toggleRail: () => void): void {
  const { t, i18n } = useLingui();
  const router = useRouter();
  const items = useNavigation();
  useHotkeys([
    {
      keys: 'mod+k',
      name: t`Search and commands`,
      group: 'everywhere',
      run: () => showOverlay('palette'),
      inOverlay: true,
    },
    { keys: '?', name: t`Keys`, group: 'everywhere', run: () => showOverlay('keys') },
    {
      keys: 'mod+z, z',
      name: t`Undo the last action`,
      group: 'everywhere',
      run: () => void toast.undo(),
      // Asked at the press: toasts come and go without the shell being drawn anew.
      get isOn() {
        return toast.read().some((entry) => entry.undo);
      },
    },
    { keys: '\\', name: t`Sidebar or icons`, group: 'everywhere', run: toggleRail },
    ...items.flatMap((item) =>
      item.key
        ? [
            {
              keys: `g ${item.key}`,
              name: i18n._(item.name),
              group: 'go' as const,
              run: () => void router.navigate({ to: item.to }),
            },
          ]
        : [],
    ),
  ]);
}

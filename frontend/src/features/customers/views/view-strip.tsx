import { Trans, useLingui } from '@lingui/react/macro';
import { useQueries } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { EllipsisVertical, Link2, Megaphone, Pencil, Pin, Plus, Save, Share2, Trash2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { SavedView } from '@/api';
import { useNames } from '@/shared/directory';
import { counted } from '@/shared/format';
import { label } from '@/shared/labels';
import { sharingLabels } from '@/shared/labels/views';
import { useMay } from '@/shared/permissions';
import { Button } from '@/shared/ui/actions/button';
import { cx } from '@/shared/ui/cx';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { Menu } from '@/shared/ui/actions/menu';
import { LineError, type LineErrorProps } from '@/shared/ui/feedback/states';
import { toast } from '@/shared/ui/feedback/toast';
import { type Reader, searchBody } from '../filters/body';
import { countQuery } from '../queries';
import { ALL, STANDING, type ViewContent, conditionsOf } from '../state';

interface Props {
  views: readonly SavedView[];
  /** Where those come from: it may fail. */
  saved: LineErrorProps['query'];
  current: string;
  isChanged: boolean;
  me: string;
  reader: Reader;
  onView: (id: string) => void;
  /** Keeps what is shown: in the view, where it is mine, else under a new name. */
  onSave: () => void;
  onSaveAs: () => void;
  onEdit: (view: SavedView) => void;
  onDrop: (view: SavedView) => void;
}

/** The views, each with how many it finds: a press away, and in the address. */
export function ViewStrip(props: Props) {
  const { views, saved, current, isChanged, me, reader, onView, onSave, onSaveAs, onEdit, onDrop } = props;
  const { t } = useLingui();
  const nameOf = useNames();
  const standing: Record<string, string> = {
    [ALL]: t`All customers`,
    mine: t`My customers`,
    overdue: t({ context: 'view', message: 'Overdue' }),
  };
  const shown: { id: string; name: string; content: ViewContent; view: SavedView | null }[] = [
    ...Object.entries(STANDING).map(([id, content]) => ({ id, name: standing[id] ?? id, content, view: null })),
    ...views.map((view) => ({ id: view.id, name: view.name, content: view as ViewContent, view })),
  ];
  const counts = useQueries({
    queries: shown.map(({ content }) =>
      countQuery(searchBody({ q: '', conditions: conditionsOf(content), sort: null }, reader)),
    ),
  });
  const open = views.find((view) => view.id === current) ?? null;
  const isMine = open?.owner_id === me;
  const mayCampaign = useMay('campaign:write');
  const mayShare = useMay('view:share');
  const navigate = useNavigate();
  const strip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    strip.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current, views.length]);

  return (
    <div className="flex h-10 flex-none items-center gap-1 border-b border-line px-3 coarse:h-12">
      <nav
        ref={strip}
        aria-label={t`Views`}
        className="flex min-w-0 flex-1 items-center gap-1 overflow-x-auto [scrollbar-width:none]"
      >
        {shown.map(({ id, name, view }, index) => {
          const found = counts[index]?.data;
          const isHere = id === current;
          return (
            <button
              key={id}
              type="button"
              aria-current={isHere ? 'page' : undefined}
              onClick={() => onView(id)}
              title={view && view.owner_id !== me ? t`Shared by ${nameOf(view.owner_id, view.owner_name)}` : undefined}
              className={cx(
                'flex h-7 flex-none cursor-default items-center gap-1.5 rounded-control px-2 whitespace-nowrap focus-visible:ring-focus-inside coarse:h-11',
                isHere ? 'bg-surface-3 font-strong text-ink' : 'text-ink-2 hover:bg-hover',
              )}
            >
              {isHere && <Pin className="icon-xs text-ink-3" aria-hidden />}
              {view && view.owner_id !== me && <Share2 className="icon-xs text-ink-3" aria-hidden />}
              {name}
              {found?.total != null && (
                <span className="font-normal text-ink-3">{counted(found.total, found.isEstimate)}</span>
              )}
            </button>
          );
        })}
        <LineError query={saved} className="flex-none flex-nowrap! whitespace-nowrap">
          <Trans>Saved views were not loaded</Trans>
        </LineError>
        <IconButton icon={Plus} size="sm" label={t`Save what is shown as a view`} onPress={onSaveAs} />
      </nav>
      {isChanged && (
        <Button variant="ghost" size="sm" icon={Save} onPress={onSave}>
          <span className="max-tablet:hidden">
            <Trans>View changed</Trans> ·{' '}
          </span>
          {isMine ? <Trans>Save</Trans> : <Trans>Save as…</Trans>}
        </Button>
      )}
      {open && (isMine || mayCampaign) && (
        <Menu
          label={t`This view`}
          trigger={<IconButton icon={EllipsisVertical} size="sm" label={t`This view`} />}
          groups={[
            {
              name: label(sharingLabels, open.sharing),
              entries: [
                ...(mayCampaign
                  ? [
                      {
                        id: 'campaign',
                        name: t`New campaign for these customers`,
                        icon: Megaphone,
                        run: () => void navigate({ to: '/campaigns', search: { segment: open.id } }),
                      },
                    ]
                  : []),
                ...(isMine
                  ? [
                      {
                        id: 'edit',
                        name: mayShare ? t`Rename or share` : t`Rename`,
                        icon: Pencil,
                        run: () => onEdit(open),
                      },
                      { id: 'drop', name: t`Drop the view`, icon: Trash2, isDanger: true, run: () => onDrop(open) },
                    ]
                  : []),
              ],
            },
          ]}
        />
      )}
      <Button
        variant="ghost"
        size="sm"
        icon={Link2}
        className="max-tablet:hidden"
        onPress={() => void navigator.clipboard.writeText(location.href).then(() => toast.info(t`The link is copied.`))}
      >
        <Trans>Copy link</Trans>
      </Button>
    </div>
  );
}

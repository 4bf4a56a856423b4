import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import type { Script, ScriptVersion, Tagged } from '@/api';
import { title } from '@/shared/format';
import { label } from '@/shared/labels';
import { scriptStateLabels } from '@/shared/labels/scripts';
import { useMay } from '@/shared/permissions';
import { Badge, type Tone } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { Segmented } from '@/shared/ui/actions/segmented';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { PanelHeader } from '@/shared/ui/layout/panel';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { Editor } from './editor/editor';
import { type Move, again, moveVersion, scriptQuery, useBegin, versionQuery } from './queries';

const Effect = lazy(() => import('./effect/effect-view').then((module) => ({ default: module.EffectView })));

export type Shown = 'says' | 'effect';

const TONES: Record<ScriptVersion['state'], Tone> = {
  draft: 'warn',
  submitted: 'hold',
  approved: 'ok',
  retired: 'mute',
};

interface Props {
  id: string;
  shown: Shown;
  versionId: string | null;
  onShow: (shown: Shown, versionId: string | null) => void;
}

/** One script: what its versions say, and what comes of the calls made by it. */
export function ScriptPage({ id, shown, versionId, onShow }: Props) {
  const { t } = useLingui();
  const found = useQuery(scriptQuery(id));
  if (found.isPending) return <SkeletonLines lines={8} />;
  if (found.isError) {
    return (
      <>
        <PanelHeader title={t`Scripts`} />
        <PartError
          title={<Trans>The script was not loaded</Trans>}
          error={found.error}
          onRetry={() => void found.refetch()}
        />
      </>
    );
  }
  const script = found.data.data;
  const current = versionId ?? script.written_id ?? script.in_use_id ?? script.versions[0]?.id ?? '';
  return (
    <>
      <PanelHeader
        tab={title(script)}
        title={
          <nav aria-label={t`Where this is`} className="flex min-w-0 items-center gap-1.5">
            <Link to="/scripts" className="flex-none font-normal no-underline hover:underline">
              <Trans>Scripts</Trans>
            </Link>
            <ChevronRight className="icon-xs flex-none text-ink-3" aria-hidden />
            <span className="truncate">{title(script)}</span>
          </nav>
        }
        note={
          shown === 'says' && (
            <span className="max-tablet:hidden">
              <State script={script} versionId={current} />
            </span>
          )
        }
        actions={
          <>
            <Segmented<Shown>
              label={t`What to see of it`}
              value={shown}
              onChange={(next) => onShow(next, versionId)}
              choices={[
                { id: 'says', name: t`What it says` },
                { id: 'effect', name: t`Effect` },
              ]}
            />
            {shown === 'says' && <Moves key={current} script={script} versionId={current} onShow={onShow} />}
          </>
        }
      />
      {shown === 'says' ? (
        <Editor
          key={current}
          script={found.data}
          versionId={current}
          onVersion={(version) => onShow('says', version)}
          onEffect={() => onShow('effect', versionId)}
        />
      ) : (
        <Suspense fallback={<SkeletonLines lines={8} />}>
          <Effect script={script} versionId={versionId} onVersion={(version) => onShow('effect', version)} />
        </Suspense>
      )}
    </>
  );
}

function State({ script, versionId }: { script: Script; versionId: string }) {
  const version = script.versions.find((each) => each.id === versionId);
  if (version === undefined) return null;
  return (
    <Badge tone={TONES[version.state]}>
      <Trans>
        Version {version.number}: {label(scriptStateLabels, version.state)}
      </Trans>
    </Badge>
  );
}

const NEEDS_REASON: Move[] = ['return', 'discard', 'retire'];

interface MovesProps {
  script: Script;
  versionId: string;
  onShow: (shown: Shown, versionId: string | null) => void;
}

/** What may be done with the version, as its workflow says. */
function Moves({ script, versionId, onShow }: MovesProps) {
  const { t } = useLingui();
  const client = useQueryClient();
  const mayWrite = useMay('script:write');
  const begin = useBegin(script.id);
  const version = useQuery(versionQuery(versionId)).data;
  const [asked, setAsked] = useState<Move | null>(null);
  const names: Record<Move, string> = {
    submit: t`Send for approval`,
    withdraw: t`Withdraw`,
    return: t`Return`,
    approve: t`Approve`,
    discard: t`Discard`,
    retire: t`Retire`,
  };
  const make = async (move: Move, reason: string | null) => {
    if (version === undefined) return;
    await moveVersion(version, move, reason);
    await again(client);
    toast.done(t`Done: ${names[move]}`);
  };
  const allowed = (version?.data.allowed_moves ?? []) as Move[];
  const gaps = version?.data.gaps.length ?? 0;
  return (
    <>
      {allowed.map((move) => (
        <Button
          key={move}
          variant={move === 'submit' || move === 'approve' ? 'primary' : 'default'}
          isDisabled={(move === 'submit' || move === 'approve') && gaps > 0}
          onPress={() => setAsked(move)}
        >
          {names[move]}
        </Button>
      ))}
      {mayWrite && script.written_id === null && (
        <Button
          variant="primary"
          isBusy={begin.isPending}
          onPress={() => begin.mutate(undefined, { onSuccess: (made) => onShow('says', made.id) })}
        >
          <Trans>New version</Trans>
        </Button>
      )}
      {asked && version && (
        <MoveDialog
          move={asked}
          name={names[asked]}
          version={version}
          onClose={() => setAsked(null)}
          make={(reason) => make(asked, reason)}
        />
      )}
    </>
  );
}

interface DialogProps {
  move: Move;
  name: string;
  version: Tagged<ScriptVersion>;
  onClose: () => void;
  make: (reason: string | null) => Promise<void>;
}

function MoveDialog({ move, name, version, onClose, make }: DialogProps) {
  const { t } = useLingui();
  const [reason, setReason] = useState('');
  const isNeeded = NEEDS_REASON.includes(move);
  return (
    <FormDialog
      title={t`Version ${version.data.number}`}
      act={name}
      isDanger={move === 'discard' || move === 'retire'}
      onClose={onClose}
      isReady={!isNeeded || reason.trim() !== ''}
      send={() => make(reason.trim() || null)}
    >
      {({ isAsked }) => (
        <div className="flex flex-col gap-3">
          {move === 'approve' && (
            <p>
              <Trans>It is in use at once; the version before it is retired.</Trans>
            </p>
          )}
          <TextField
            label={t`Why`}
            isRequired={isNeeded}
            value={reason}
            onChange={setReason}
            autoFocus
            error={isAsked && isNeeded && reason.trim() === '' ? t`Say why.` : undefined}
          />
        </div>
      )}
    </FormDialog>
  );
}

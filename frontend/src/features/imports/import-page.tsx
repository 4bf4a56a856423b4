import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Ban, FileSpreadsheet, RotateCw, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { type Import, type RowState, isApiError } from '@/api';
import { useNames } from '@/shared/directory';
import { count, joined } from '@/shared/format';
import { Button, LinkButton } from '@/shared/ui/actions/button';
import { Confirm } from '@/shared/ui/overlays/dialog';
import { JobProgress, MyTime } from '@/shared/ui/values/figures';
import { Note } from '@/shared/ui/feedback/note';
import { PanelHeader, Strip } from '@/shared/ui/layout/panel';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { Steps } from '@/shared/ui/layout/steps';
import { MappingStep } from './mapping/mapping-step';
import { fileOf, importQuery, useImportMove } from './queries';
import { ImportBadge } from './rows/row-words';
import { RowsStep } from './rows/rows-step';
import { ScreeningStep } from './rows/screening-step';
import { UploadDialog } from './upload-dialog';

export type ImportStep = 'columns' | 'rows' | 'screening';

export interface ImportSearch {
  /** A step gone back to, or on to; without it the one that the import waits at. */
  step?: ImportStep;
  state?: RowState;
  /** The number of the row that is looked at. */
  row?: string;
}

interface Props {
  importId: string;
  search: ImportSearch;
  onSearch: (search: ImportSearch) => void;
  onOpen: (importId: string) => void;
}

/** Nothing of these is left to go on with. */
const ENDED: ReadonlySet<Import['state']> = new Set(['finished', 'cancelled']);

/** The step that is shown: the one asked for where the import is that far, else the one it waits at. */
export function stepOf(whole: Pick<Import, 'state' | 'counts'>, asked: ImportStep | undefined): ImportStep {
  const begun = whole.state === 'running' || whole.state === 'finished' || whole.state === 'cancelled';
  if (asked === 'columns' && !begun) return 'columns';
  if (asked === 'screening' && whole.state === 'finished' && whole.counts.screening > 0) return 'screening';
  return whole.state === 'uploaded' ? 'columns' : 'rows';
}

/** One import on its way: its columns, what would become of its rows, the writing, and who decides on the doubtful ones. */
export function ImportPage({ importId, search, onSearch, onOpen }: Props) {
  const { t } = useLingui();
  const found = useQuery(importQuery(importId));
  const [rereads, setRereads] = useState(false);
  if (found.isError && isApiError(found.error) && [403, 404].includes(found.error.status)) throw found.error;
  const whole = found.data;
  const step = whole ? stepOf(whole, search.step) : 'columns';
  const at = !whole
    ? 'columns'
    : step !== 'rows'
      ? step
      : whole.state === 'mapped' ||
          whole.state === 'checked' ||
          (whole.state === 'failed' && whole.counts.checked === 0)
        ? 'check'
        : 'write';
  return (
    <>
      <PanelHeader
        title={whole?.kind === 'records' ? t`Import contact records` : t`Import customers`}
        actions={
          <>
            <div className="mr-4 max-laptop:hidden">
              <Steps
                label={t`Steps of the import`}
                current={at}
                steps={[
                  { id: 'upload', name: <Trans>Send the file</Trans> },
                  { id: 'columns', name: <Trans>Map columns</Trans> },
                  { id: 'check', name: <Trans>Dry run</Trans> },
                  { id: 'write', name: <Trans>Write</Trans> },
                  { id: 'screening', name: <Trans>Screen duplicates</Trans> },
                ]}
              />
            </div>
            <LinkButton to="/imports">
              {whole && ENDED.has(whole.state) ? <Trans>All imports</Trans> : <Trans>Go on later</Trans>}
            </LinkButton>
          </>
        }
      />
      {found.isPending && <SkeletonLines lines={12} />}
      {found.isError && (
        <PartError
          title={<Trans>The import was not loaded</Trans>}
          error={found.error}
          onRetry={() => void found.refetch()}
        />
      )}
      {whole && (
        <>
          {step !== 'screening' && <FileStrip whole={whole} onOpen={onOpen} />}
          <State whole={whole} onColumns={() => onSearch({ step: 'columns' })} />
          {step === 'columns' ? (
            <MappingStep
              key={whole.id}
              whole={whole}
              onReread={() => setRereads(true)}
              onChecked={() => onSearch({})}
            />
          ) : step === 'screening' ? (
            <ScreeningStep
              whole={whole}
              number={search.row === undefined ? null : Number(search.row)}
              onNumber={(row) => onSearch({ step: 'screening', ...(row !== null && { row: String(row) }) })}
              onDone={() => onSearch({})}
            />
          ) : (
            <RowsStep
              whole={whole}
              state={search.state ?? null}
              number={search.row === undefined ? null : Number(search.row)}
              onChoose={(state, row) =>
                onSearch({ ...(state && { state }), ...(row !== null && { row: String(row) }) })
              }
              onColumns={() => onSearch({ step: 'columns' })}
              onScreen={() => onSearch({ step: 'screening' })}
            />
          )}
        </>
      )}
      {whole && rereads && (
        <UploadDialog
          file={fileOf(whole.id)}
          instead={whole}
          onClose={() => setRereads(false)}
          onSent={(id) => onOpen(id)}
        />
      )}
    </>
  );
}

/** Which file, of whom; and giving it up. */
function FileStrip({ whole, onOpen }: { whole: Import; onOpen: (id: string) => void }) {
  const { t } = useLingui();
  const nameOf = useNames();
  const [gives, setGives] = useState(false);
  const move = useImportMove();
  const { corrects_id: corrects } = whole;
  const written = whole.counts.created + whole.counts.updated;
  return (
    <Strip className="overflow-x-auto whitespace-nowrap">
      <FileSpreadsheet className="icon-sm text-ink-3" aria-hidden />
      <b className="truncate">{whole.file_name}</b>
      <ImportBadge state={whole.state} />
      <span className="text-ink-3 max-tablet:hidden">
        {joined([nameOf(whole.created_by)].filter(Boolean))} <MyTime at={whole.created_at} />
      </span>
      {corrects && (
        <Button size="sm" variant="ghost" onPress={() => onOpen(corrects)}>
          <Trans>Brings back refused rows of an earlier import</Trans>
        </Button>
      )}
      {whole.allowed_moves.includes('cancel') && (
        <Button size="sm" icon={Ban} className="ml-auto" onPress={() => setGives(true)}>
          <Trans>Give it up</Trans>
        </Button>
      )}
      <Confirm
        isOpen={gives}
        onClose={() => setGives(false)}
        title={<Trans>Give up importing {whole.file_name}?</Trans>}
        keep={t`Go on with it`}
        act={t`Give it up`}
        isBusy={move.isPending}
        onAct={() => move.mutate({ whole, move: 'cancel' }, { onSettled: () => setGives(false) })}
      >
        {written > 0 ? (
          <Trans>
            What has been written stays: {count(whole.counts.created)} entered, {count(whole.counts.updated)} changed.
            The other rows are left out.
          </Trans>
        ) : (
          <Trans>Nothing has been written. The file can be sent again.</Trans>
        )}
      </Confirm>
    </Strip>
  );
}

/** What the import is doing, or why it stands still. */
function State({ whole, onColumns }: { whole: Import; onColumns: () => void }) {
  const { t } = useLingui();
  const move = useImportMove();
  const { counts } = whole;
  if (whole.state === 'mapped' || whole.state === 'running') {
    const isWriting = whole.state === 'running';
    const total = counts.rows;
    const waiting = counts.to_create + counts.to_update;
    return (
      <div className="border-b border-line px-4 py-2.5">
        <JobProgress
          done={isWriting ? Math.max(0, total - waiting) : counts.checked}
          total={total}
          label={isWriting ? t`Rows written` : t`Rows checked`}
          left={isWriting ? t`Writing; you may leave this page` : t`Checking every row; nothing is written`}
        />
      </div>
    );
  }
  if (whole.state === 'failed') {
    return (
      <Note
        tone="bad"
        icon={TriangleAlert}
        role="alert"
        className="m-3 mb-0"
        after={
          whole.allowed_moves.includes('resume') ? (
            <Button
              size="sm"
              icon={RotateCw}
              isBusy={move.isPending}
              onPress={() => move.mutate({ whole, move: 'resume' })}
            >
              <Trans>Go on where it stopped</Trans>
            </Button>
          ) : (
            <Button size="sm" onPress={onColumns}>
              <Trans>Back to the columns</Trans>
            </Button>
          )
        }
      >
        <Trans>The import stopped: {whole.failure}</Trans>
      </Note>
    );
  }
  return null;
}

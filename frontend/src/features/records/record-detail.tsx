import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Ban, Clock, FileUp, History as HistoryIcon, MoonStar, PencilLine } from 'lucide-react';
import { useState } from 'react';
import type { ContactRecord } from '@/api';
import { useNames } from '@/shared/directory';
import { bytes, joined, langOf, phone } from '@/shared/format';
import {
  directionLabels,
  label,
  marketTopicLabels,
  methodLabels,
  nextStepKindLabels,
  objectionLabels,
  planKindLabels,
  satisfactionLabels,
} from '@/shared/labels';
import { useMay, useMe } from '@/shared/permissions';
import { FileField, type FileLike } from '@/shared/pickers';
import { counter } from '@/shared/time';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { MyTime } from '@/shared/ui/values/figures';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { IntentMark } from '@/shared/ui/values/marks';
import { Note } from '@/shared/ui/feedback/note';
import { Facts, Section } from '@/shared/ui/layout/panel';
import { RecordLink } from '@/shared/ui/actions/record-link';
import { Bone, Skeleton } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { CorrectDialog } from './correct-dialog';
import { recordingsQuery, useAttachRecording } from './queries';
import { KindIcon, kindOf } from './words';

interface Props {
  record: ContactRecord;
  onComplete: () => void;
}

/** One contact: how and when, what was said, what follows, and the recording to listen to. */
export function RecordDetail({ record, onComplete }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const nameOf = useNames();
  const writes = useMay('record:write');
  const materials = joined((record.script?.materials_sent ?? []).map((each) => each.name));
  const [isCorrecting, setCorrecting] = useState(false);
  const owes = record.to_be_completed && record.author_id === me.id && writes;
  const facts = [
    { name: t`How`, value: `${label(methodLabels, record.method)} · ${label(directionLabels, record.direction)}` },
    { name: t`When`, value: <MyTime at={record.started_at} /> },
    ...(record.talk_seconds ? [{ name: t`Talked`, value: counter(record.talk_seconds) }] : []),
    ...(record.phone ? [{ name: t`Number used`, value: phone(record.phone) }] : []),
    ...(record.contact_name ? [{ name: t`Whom`, value: record.contact_name }] : []),
    { name: t`Made by`, value: nameOf(record.author_id, record.author_name) },
    ...(record.occasion
      ? [{ name: t({ context: 'record', message: 'Occasion' }), value: label(planKindLabels, record.occasion) }]
      : []),
    ...(record.opportunity_id
      ? [
          {
            name: t`About what`,
            value: (
              <RecordLink kind="opportunity" id={record.opportunity_id}>
                <Trans>An opportunity</Trans>
              </RecordLink>
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      <Section>
        <div className="flex flex-wrap items-center gap-2">
          <KindIcon record={record} />
          <b className="text-md">{kindOf(record)}</b>
          {record.logged_late && (
            <Badge tone="warn" icon={Clock}>
              <Trans>Logged late</Trans>
            </Badge>
          )}
          {record.outside_hours && (
            <Badge tone="warn" icon={MoonStar}>
              <Trans>Outside their hours</Trans>
            </Badge>
          )}
          {record.against_refusal && (
            <Badge tone="bad" icon={Ban}>
              <Trans>Against a refusal</Trans>
            </Badge>
          )}
        </div>
        <p className="mt-1">
          <RecordLink kind="customer" id={record.customer_id}>
            <Trans>Open the customer</Trans>
          </RecordLink>
        </p>
        {record.to_be_completed && (
          <Note tone="warn" icon={HistoryIcon} className="mt-2">
            <Trans>The switch began this record: its author still owes what was said.</Trans>{' '}
            {record.complete_by && (
              <Trans>
                By <MyTime at={record.complete_by} />.
              </Trans>
            )}
            {owes && (
              <div className="mt-1.5">
                <Button size="sm" variant="primary" onPress={onComplete}>
                  <Trans>Say what was said</Trans>
                </Button>
              </div>
            )}
          </Note>
        )}
        {[record.outside_hours_reason, record.override_reason]
          .filter((reason) => reason !== null)
          .map((reason) => (
            <p key={reason} className="mt-1 text-ink-2" lang={langOf(reason)}>
              {reason}
            </p>
          ))}
      </Section>
      {record.method === 'phone' && record.reached && <Recordings recordId={record.id} attaches={writes} />}
      <Section
        isMain
        title={<Trans>Key points</Trans>}
        actions={
          writes &&
          !record.to_be_completed && (
            <Button size="sm" variant="ghost" icon={PencilLine} onPress={() => setCorrecting(true)}>
              <Trans>Correct</Trans>
            </Button>
          )
        }
      >
        {record.key_points ? (
          <p className="text-md whitespace-pre-wrap" lang={langOf(record.key_points)}>
            {record.key_points}
          </p>
        ) : (
          <p className="text-ink-3">
            <Trans>Nothing was written down.</Trans>
          </p>
        )}
        {record.outcome && (
          <p className="mt-2">
            <span className="text-ink-3">
              <Trans>What came of it</Trans>{' '}
            </span>
            <span lang={langOf(record.outcome)}>{record.outcome}</span>
          </p>
        )}
        <div className="mt-2 flex flex-wrap items-center gap-2">
          {record.intent_level && <IntentMark intent={record.intent_level} />}
          {record.objections.length > 0 && (
            <span className="text-ink-2">
              <Trans>Objections: {joined(record.objections.map((code) => label(objectionLabels, code)))}</Trans>
            </span>
          )}
        </div>
        {materials !== '' && (
          <p className="mt-2 text-ink-2">
            <Trans>Materials sent: {materials}</Trans>
          </p>
        )}
        {record.complaint && (
          <Note tone="warn" className="mt-2">
            <Trans>Complaint heard:</Trans> <span lang={langOf(record.complaint.text)}>{record.complaint.text}</span>
          </Note>
        )}
      </Section>
      {record.satisfaction && (
        <Section title={<Trans>Scores</Trans>}>
          <Facts
            width={110}
            facts={(Object.keys(satisfactionLabels) as (keyof typeof satisfactionLabels)[]).map((score) => ({
              name: label(satisfactionLabels, score),
              value: `${record.satisfaction?.[score] ?? ''} / 5`,
            }))}
          />
        </Section>
      )}
      {record.market_information.length > 0 && (
        <Section title={<Trans>Market information</Trans>}>
          <Facts
            width={110}
            facts={record.market_information.map(({ topic, text }) => ({
              name: label(marketTopicLabels, topic),
              value: <span lang={langOf(text)}>{text}</span>,
            }))}
          />
        </Section>
      )}
      {record.next_step && (
        <Section title={<Trans>Next step</Trans>}>
          <p>
            {label(nextStepKindLabels, record.next_step)}
            {record.next_step_reason && <span className="text-ink-2"> · {record.next_step_reason}</span>}
          </p>
          {record.next_attempt_at && (
            <p className="text-xs text-ink-3">
              <Trans>
                May be called again from <MyTime at={record.next_attempt_at} />
              </Trans>
            </p>
          )}
        </Section>
      )}
      <Section title={<Trans>The contact</Trans>}>
        <Facts width={90} facts={facts} />
      </Section>
      {isCorrecting && <CorrectDialog record={record} onClose={() => setCorrecting(false)} />}
    </>
  );
}

/** The call's recordings, to be listened to at any point: the browser asks for the part it plays. */
function Recordings({ recordId, attaches }: { recordId: string; attaches: boolean }) {
  const recordings = useQuery(recordingsQuery(recordId));
  const [isAttaching, setAttaching] = useState(false);
  if (recordings.isSuccess && recordings.data.length === 0 && !attaches) return null;
  return (
    <Section
      title={<Trans>Recording</Trans>}
      actions={
        attaches && (
          <Button size="sm" variant="ghost" icon={FileUp} onPress={() => setAttaching(true)}>
            <Trans>Add a recording</Trans>
          </Button>
        )
      }
    >
      {recordings.data?.length === 0 && (
        <p className="text-ink-3">
          <Trans>Nothing was recorded.</Trans>
        </p>
      )}
      {recordings.isPending && (
        <Skeleton>
          <Bone width="100%" />
        </Skeleton>
      )}
      {recordings.isError && (
        <PartError
          className="px-0!"
          title={<Trans>The recordings were not loaded</Trans>}
          error={recordings.error}
          onRetry={() => void recordings.refetch()}
        />
      )}
      {recordings.data?.map((file) => (
        <figure key={file.id} className="flex flex-col gap-1">
          {/* Speech between two people, heard by who may: there is nothing to caption it with. */}
          {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
          <audio controls preload="metadata" className="h-9 w-full" src={`/v1/files/${file.id}/content`} />
          <figcaption className="flex justify-between text-xs text-ink-3">
            <span>
              {file.name} · {bytes(file.size)}
            </span>
            <MyTime at={file.uploaded_at} />
          </figcaption>
        </figure>
      ))}
      {isAttaching && <RecordingDialog recordId={recordId} onClose={() => setAttaching(false)} />}
    </Section>
  );
}

function RecordingDialog({ recordId, onClose }: { recordId: string; onClose: () => void }) {
  const { t } = useLingui();
  const attach = useAttachRecording(recordId);
  const [files, setFiles] = useState<FileLike[]>([]);
  const last = files.at(-1);
  return (
    <FormDialog
      title={t`Recording of this call`}
      act={t`Add the recording`}
      onClose={onClose}
      isReady={last !== undefined}
      send={() => attach.mutateAsync(last?.id ?? '')}
    >
      {({ isAsked, faultAt }) => (
        <>
          <p>
            <Trans>A sound file, such as the telephone of another office keeps. Who may see the call hears it.</Trans>
          </p>
          <FileField label={t`Choose the sound file`} files={files} onChange={(chosen) => setFiles(chosen.slice(-1))} />
          {(faultAt('/file_id') ?? (isAsked && last === undefined ? t`Choose a file first.` : null)) && (
            <p role="alert" className="text-bad-ink">
              {faultAt('/file_id') ?? t`Choose a file first.`}
            </p>
          )}
        </>
      )}
    </FormDialog>
  );
}

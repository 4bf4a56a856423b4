import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Handoff } from '@/api';
import { useNames } from '@/shared/directory';
import { langOf } from '@/shared/format';
import { handoffStateLabels, label } from '@/shared/labels';
import { againstClock, useMinute } from '@/shared/time';
import { Badge } from '@/shared/ui/badge';
import { Button } from '@/shared/ui/button';
import type { Form } from '@/shared/ui/fields-dialog';
import { MyTime } from '@/shared/ui/figures';
import { HistoryLink } from '@/shared/ui/history-link';
import { Facts, Section } from '@/shared/ui/panel';
import { RecordLink, refOf } from '@/shared/ui/record-link';
import { SkeletonLines } from '@/shared/ui/skeleton';
import { PartError } from '@/shared/ui/states';
import { answer, assign, handoffQuery, tell } from './queries';

interface Props {
  id: string;
  onForm: (form: Form) => void;
}

/** One question: whose, by when, who answers, the answer, and whether the customer knows it. */
export function HandoffDetail({ id, onForm }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const nameOf = useNames();
  const now = useMinute();
  const question = useQuery(handoffQuery(id));
  if (question.isPending) return <SkeletonLines lines={6} />;
  if (question.isError) {
    return (
      <PartError
        title={<Trans>The question was not loaded</Trans>}
        error={question.error}
        onRetry={() => void question.refetch()}
      />
    );
  }
  const handoff: Handoff = question.data;
  const can = (move: string) => handoff.allowed_moves.includes(move);
  const renewed = (form: Form): Form => ({
    ...form,
    submit: async (values) => {
      await form.submit(values);
      await client.invalidateQueries({ queryKey: ['handoffs'] });
      await client.invalidateQueries({ queryKey: ['lists', 'handoffs'] });
    },
  });
  const openAssign = () =>
    onForm(
      renewed({
        title: t`Who is to answer?`,
        act: t`Give it to them`,
        fields: [{ name: 'person', label: t`Who`, kind: 'person', isRequired: true }],
        submit: (values) => assign(handoff, String(values['person'])),
      }),
    );
  const openAnswer = () =>
    onForm(
      renewed({
        title: handoff.question,
        act: t`Answer`,
        fields: [{ name: 'answer', label: t`The answer`, kind: 'area', isRequired: true }],
        submit: (values) => answer(handoff, String(values['answer']).trim()),
      }),
    );
  const openTell = () =>
    onForm(
      renewed({
        title: t`The customer knows the answer`,
        act: t`Note it`,
        fields: [{ name: 'note', label: t`How they were told`, kind: 'area' }],
        submit: (values) => tell(handoff, typeof values['note'] === 'string' ? values['note'].trim() : null),
      }),
    );
  const origin = handoff.origin_type && handoff.origin_id ? refOf(handoff.origin_type, handoff.origin_id) : null;
  return (
    <>
      <Section
        isMain
        title={<Trans>Question</Trans>}
        actions={
          <>
            {can('assign') && (
              <Button size="sm" onPress={openAssign}>
                <Trans>Give to somebody</Trans>
              </Button>
            )}
            {can('answer') && (
              <Button size="sm" variant="primary" onPress={openAnswer}>
                <Trans>Answer</Trans>
              </Button>
            )}
            {can('tell') && (
              <Button size="sm" variant="primary" onPress={openTell}>
                <Trans>Told to the customer</Trans>
              </Button>
            )}
            <HistoryLink record={handoff.id} size="sm" />
          </>
        }
      >
        <p className="text-md" lang={langOf(handoff.question)}>
          {handoff.question}
        </p>
      </Section>
      <Section>
        <Facts
          width={96}
          facts={[
            {
              name: <Trans>State</Trans>,
              value: (
                <span className="flex items-center gap-2">
                  <Badge tone={handoff.overdue ? 'bad' : 'mute'}>{label(handoffStateLabels, handoff.state)}</Badge>
                  {handoff.state === 'open' && (
                    <span className={handoff.overdue ? 'text-bad-ink' : undefined}>
                      {againstClock(handoff.due_at, now)}
                    </span>
                  )}
                  {handoff.answered_late && (
                    <span className="text-warn-ink">
                      <Trans>answered late</Trans>
                    </span>
                  )}
                </span>
              ),
            },
            {
              name: <Trans>Customer</Trans>,
              value: (
                <RecordLink kind="customer" id={handoff.customer_id}>
                  {handoff.customer_name}
                </RecordLink>
              ),
            },
            { name: <Trans>Department</Trans>, value: handoff.department_name },
            { name: <Trans>Given to</Trans>, value: nameOf(handoff.assignee_id) || handoff.assignee_name },
            {
              name: <Trans>Asked by</Trans>,
              value: (
                <>
                  {nameOf(handoff.asked_by) || handoff.asked_by_name} · <MyTime at={handoff.asked_at} />
                </>
              ),
            },
            { name: <Trans>Due</Trans>, value: <MyTime at={handoff.due_at} /> },
            {
              name: <Trans>Came from</Trans>,
              value: origin && (
                <RecordLink {...origin}>
                  <Trans>the record</Trans>
                </RecordLink>
              ),
            },
          ].filter(({ value }) => value)}
        />
      </Section>
      {handoff.answer !== null && (
        <Section title={<Trans>The answer</Trans>} isMain>
          <p className="text-md whitespace-pre-line" lang={langOf(handoff.answer)}>
            {handoff.answer}
          </p>
          <p className="mt-1 text-xs text-ink-3">
            {nameOf(handoff.answered_by)} {handoff.answered_at && <MyTime at={handoff.answered_at} />}
          </p>
        </Section>
      )}
      {handoff.told_at !== null && (
        <Section title={<Trans>The customer knows it</Trans>} isMain>
          {handoff.told_note && <p lang={langOf(handoff.told_note)}>{handoff.told_note}</p>}
          <p className="text-xs text-ink-3">
            {nameOf(handoff.told_by)} <MyTime at={handoff.told_at} />
          </p>
        </Section>
      )}
    </>
  );
}

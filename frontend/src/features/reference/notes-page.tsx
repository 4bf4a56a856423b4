import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { NotebookPen, PenLine, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { type Note, type NoteCategory, type NoteTopic, api, listOptions, once, unwrap } from '@/api';
import { useNames } from '@/shared/directory';
import { count, countryName, langOf } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { label, options } from '@/shared/labels';
import { noteCategoryLabels, noteTopicLabels } from '@/shared/labels/notes';
import { useMay, useMe } from '@/shared/permissions';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { Segmented } from '@/shared/ui/actions/segmented';
import type { Form, FormField, Values } from '@/shared/ui/overlays/fields-dialog';
import { Day } from '@/shared/ui/values/figures';
import { HistoryLink } from '@/shared/ui/actions/history-link';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';
import { PanelHeader, Strip } from '@/shared/ui/layout/panel';
import { RecordLink } from '@/shared/ui/actions/record-link';
import { Select } from '@/shared/ui/forms/select';
import { EndlessRows } from '@/shared/ui/lists/endless';
import { Empty } from '@/shared/ui/feedback/states';
import { SearchField } from '@/shared/ui/forms/text-field';
import { ReferenceNav } from './reference-nav';
import { ifMatch, keyed, needed, textOf } from './send';

const FieldsDialog = lazyDialog(() =>
  import('@/shared/ui/overlays/fields-dialog').then((module) => module.FieldsDialog),
);

type Topic = NoteTopic | 'any';
const ANY = 'any';
const CATEGORIES: Record<NoteTopic, readonly NoteCategory[]> = {
  market: ['competitor', 'industry', 'policy', 'prices', 'demand', 'other'],
  feedback: ['product_quality', 'service', 'delivery', 'price_terms', 'suggestion', 'other'],
};

interface Shown {
  topic: Topic;
  category: NoteCategory | 'any';
  typed: string;
}

const listQuery = ({ topic, category, typed }: Shown) =>
  listOptions<Note>(['notes', topic, category, typed], (cursor, signal) =>
    unwrap(
      api.GET('/v1/notes', {
        signal,
        params: {
          query: {
            ...(topic !== ANY && { topic: [topic] }),
            ...(category !== ANY && { category: [category] }),
            ...(typed !== '' && { 'text.contains': [typed] }),
            limit: 40,
            ...(cursor ? { cursor } : { count: 'exact' as const }),
          },
        },
      }),
    ),
  );

const aboutOf = (values: Values) => ({
  category: needed(values, 'category') as NoteCategory,
  text: needed(values, 'text'),
  country: textOf(values['country'])?.toUpperCase() ?? null,
  industry: textOf(values['industry']),
  competitor: textOf(values['competitor']),
  learned_from: textOf(values['learned_from']),
  observed_on: textOf(values['observed_on']),
});

/** What was learned of markets, and what customers say of us (OT-4, RV-11, MC-1). */
export function NotesPage() {
  const { t } = useLingui();
  const client = useQueryClient();
  const me = useMe();
  const writes = useMay('note:write');
  const keepsAll = useMay('note:write', 'company');
  const [topic, setTopic] = useState<Topic>(ANY);
  const [category, setCategory] = useState<NoteCategory | 'any'>(ANY);
  const [typed, setTyped] = useState('');
  const [form, setForm] = useState<Form | null>(null);
  const list = useInfiniteQuery(listQuery({ topic, category, typed: typed.trim() }));
  const total = list.data?.total ?? null;
  const renew = async () => {
    await client.invalidateQueries({ queryKey: ['notes'] });
    await client.invalidateQueries({ queryKey: ['lists', 'notes'] });
  };
  const opened = (made: Form) =>
    setForm({
      ...made,
      submit: async (values) => {
        await made.submit(values);
        await renew();
      },
    });
  const fieldsOf = (of: NoteTopic): FormField[] => [
    {
      name: 'category',
      label: t`What about`,
      kind: 'select',
      isRequired: true,
      choices: CATEGORIES[of].map((id) => ({ id, name: label(noteCategoryLabels, id) })),
    },
    { name: 'text', label: t`What was learned`, kind: 'area', isRequired: true },
    { name: 'country', label: t`Country`, kind: 'text', help: t`Two-letter code: DE` },
    { name: 'industry', label: t`Industry`, kind: 'text' },
    { name: 'competitor', label: t`Competitor`, kind: 'text' },
    { name: 'learned_from', label: t`Learned from`, kind: 'text' },
    { name: 'observed_on', label: t`When it was so`, kind: 'date' },
  ];
  const write = (of: NoteTopic) =>
    opened({
      title: of === 'market' ? t`New market note` : t`What a customer says of us`,
      act: t`Write it down`,
      fields: [
        { name: 'customer_id', label: t`Customer`, kind: 'customer', isRequired: of === 'feedback' },
        ...fieldsOf(of),
      ],
      initial: { category: CATEGORIES[of][0] ?? null },
      submit: (values) => {
        const body = { topic: of, customer_id: textOf(values['customer_id']), ...aboutOf(values) };
        return once('note', body, (key) => unwrap(api.POST('/v1/notes', { body, params: { header: keyed(key) } })));
      },
    });
  const change = (note: Note) =>
    opened({
      title: t`Change the note`,
      act: t`Save the note`,
      fields: fieldsOf(note.topic),
      initial: {
        category: note.category,
        text: note.text,
        country: note.country,
        industry: note.industry,
        competitor: note.competitor,
        learned_from: note.learned_from,
        observed_on: note.observed_on,
      },
      submit: (values) =>
        unwrap(
          api.PATCH('/v1/notes/{note_id}', {
            body: aboutOf(values),
            params: { path: { note_id: note.id }, header: ifMatch(note.version) },
          }),
        ),
    });
  const remove = (note: Note) =>
    opened({
      title: t`Take out the note?`,
      act: t`Take out the note`,
      note: t`The history keeps it.`,
      fields: [],
      submit: () =>
        unwrap(
          api.DELETE('/v1/notes/{note_id}', {
            params: { path: { note_id: note.id }, header: ifMatch(note.version) },
          }),
        ),
    });
  useHotkeys([{ keys: 'c', name: t`New market note`, group: 'list', run: () => write('market'), isOn: writes }]);
  return (
    <>
      <PanelHeader
        tab={t`Market notes`}
        title={<ReferenceNav current={t`Market notes`} note={total !== null && count(total)} />}
        actions={
          writes && (
            <>
              <Button onPress={() => write('feedback')} className="max-tablet:hidden">
                <Trans>Feedback of a customer</Trans>
              </Button>
              <Button variant="primary" icon={Plus} keys="c" onPress={() => write('market')}>
                <Trans>New market note</Trans>
              </Button>
            </>
          )
        }
      />
      <Strip className="overflow-x-auto">
        <SearchField className="w-60 flex-none" label={t`Search notes`} value={typed} onChange={setTyped} />
        <Segmented<Topic>
          label={t`Which notes`}
          value={topic}
          onChange={(id) => {
            setTopic(id);
            setCategory(ANY);
          }}
          choices={[{ id: ANY, name: t({ context: 'notes', message: 'All' }) }, ...options(noteTopicLabels)]}
        />
        <Select
          className="w-44 flex-none"
          size="sm"
          label={t`What about`}
          hidesLabel
          choices={[
            { id: ANY, name: t`About anything` },
            ...options(noteCategoryLabels).filter(({ id }) => topic === ANY || CATEGORIES[topic].includes(id)),
          ]}
          value={category}
          onChange={setCategory}
        />
      </Strip>
      <EndlessRows
        label={t`Market notes`}
        list={list}
        failed={<Trans>The notes were not loaded</Trans>}
        empty={
          <Empty className="py-16" icon={NotebookPen} title={<Trans>No note like that</Trans>}>
            <Trans>What is heard of a market or a competitor is written down here, for the next call.</Trans>
          </Empty>
        }
      >
        {(note) => {
          const isMine = writes && (keepsAll || note.author_id === me.id);
          return (
            <NoteRow
              key={note.id}
              note={note}
              onChange={isMine ? () => change(note) : null}
              onRemove={isMine ? () => remove(note) : null}
            />
          );
        }}
      </EndlessRows>
      <>{form && <FieldsDialog form={form} onClose={() => setForm(null)} />}</>
    </>
  );
}

interface RowProps {
  note: Note;
  onChange: (() => void) | null;
  onRemove: (() => void) | null;
}

function NoteRow({ note, onChange, onRemove }: RowProps) {
  const { t } = useLingui();
  const nameOf = useNames();
  const parts = [note.country && countryName(note.country), note.industry, note.competitor, note.learned_from];
  return (
    <li className="flex items-start gap-3 border-b border-line px-4 py-2.5">
      <NotebookPen className="icon-sm mt-0.75 flex-none text-ink-3" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="text-md" lang={langOf(note.text)}>
          {note.text}
        </p>
        <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-xs text-ink-3">
          <Badge tone={note.topic === 'feedback' ? 'info' : 'mute'}>{label(noteCategoryLabels, note.category)}</Badge>
          {note.customer_id !== null && note.customer_name !== null && (
            <RecordLink kind="customer" id={note.customer_id}>
              {note.customer_name}
            </RecordLink>
          )}
          {parts.filter(Boolean).join(' · ')}
          <span>
            {nameOf(note.author_id, note.author_name)} · <Day date={note.observed_on ?? note.created_at.slice(0, 10)} />
          </span>
        </p>
      </div>
      <span className="flex flex-none gap-0.5">
        {onChange && <IconButton icon={PenLine} size="sm" label={t`Change the note`} onPress={onChange} />}
        {onRemove && <IconButton icon={Trash2} size="sm" label={t`Take out the note`} onPress={onRemove} />}
        <HistoryLink record={note.id} size="sm" />
      </span>
    </li>
  );
}

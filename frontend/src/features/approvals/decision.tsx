import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check, CircleCheckBig, type LucideIcon, MessageSquare, Undo2 } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { isApiError } from '@/api';
import { useDraft } from '@/api/use-draft';
import { useHotkeys } from '@/shared/hotkeys';
import { useMe } from '@/shared/permissions';
import { Button } from '@/shared/ui/actions/button';
import { faultText } from '@/shared/ui/forms/fault-text';
import { Note } from '@/shared/ui/feedback/note';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';

/** One way to decide. */
export interface Act {
  /** The verb: `批准 4 项变更`. */
  name: string;
  icon?: LucideIcon;
  /** What is said once it is done: `已批准`. */
  done: string;
  needsNote?: boolean;
  send: (note: string) => Promise<unknown>;
}

interface Props {
  /** What is decided: its key names the draft of the note. */
  id: string;
  /** Above what scrolls: what it is, whose, and where it stands. */
  head: ReactNode;
  children: ReactNode;
  /** Null where it is not mine to decide, or decided already. */
  approve: Act | null;
  refuse: Act | null;
  notePlaceholder?: string | undefined;
  /** Another way to go about it, before the last button. */
  otherwise?: ReactNode;
  /** It was decided; the next one may come. */
  onDecided: () => void;
}

/** What a decision needs to see, and the bar that decides: A takes it, R returns it with the reason. */
export function Decision({ id, head, children, approve, refuse, notePlaceholder, otherwise, onDecided }: Props) {
  return (
    <>
      <header className="flex-none border-b border-line px-5 py-3">{head}</header>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls by keyboard too */}
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-auto px-5 py-4" tabIndex={0}>
        {approve === null && refuse === null && (
          <Note tone="mute" icon={CircleCheckBig} role="status">
            <Trans>Nothing is to be decided here any more.</Trans>
          </Note>
        )}
        {children}
      </div>
      {(approve || refuse) && (
        <DecisionBar
          key={id}
          id={id}
          approve={approve}
          refuse={refuse}
          placeholder={notePlaceholder}
          otherwise={otherwise}
          onDecided={onDecided}
        />
      )}
    </>
  );
}

interface BarProps extends Pick<Props, 'id' | 'approve' | 'refuse' | 'otherwise' | 'onDecided'> {
  placeholder: string | undefined;
}

function DecisionBar({ id, approve, refuse, placeholder, otherwise, onDecided }: BarProps) {
  const { t } = useLingui();
  const me = useMe();
  const client = useQueryClient();
  const kept = useDraft<string>(me.id, `approval:${id}`);
  const [note, setNote] = useState('');
  const [isAsked, setAsked] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const found = kept.found?.value;
  useEffect(() => {
    if (found) setNote((typed) => typed || found);
  }, [found]);
  const sending = useMutation({
    meta: { handles: [400, 403, 404, 409, 412, 422, 428] },
    mutationFn: (act: Act) => act.send(note.trim()),
    onSuccess: async (_answer, act) => {
      await kept.drop();
      toast.done(act.done);
      setNote('');
      setAsked(false);
      onDecided();
    },
    // What was decided, or refused because somebody was faster, is read anew.
    onSettled: () =>
      Promise.all(
        ['alerts', 'plans', 'exports', 'complaints', 'customers', 'handoffs', 'policies'].map((key) =>
          client.invalidateQueries({ queryKey: [key] }),
        ),
      ),
  });
  const decide = (act: Act | null) => {
    if (act === null || sending.isPending) return;
    if (act.needsNote && note.trim() === '') {
      setAsked(true);
      field.current?.focus();
      return;
    }
    sending.mutate(act);
  };
  useHotkeys([
    { keys: 'a', name: approve?.name ?? '', group: 'approvals', run: () => decide(approve), isOn: approve !== null },
    { keys: 'r', name: refuse?.name ?? '', group: 'approvals', run: () => decide(refuse), isOn: refuse !== null },
    { keys: 'n', name: t`Write a note`, group: 'approvals', run: () => field.current?.focus() },
  ]);
  const error = isApiError(sending.error) ? sending.error : null;
  const faults = (error?.problem.errors ?? []).map(faultText);
  return (
    <footer className="flex-none border-t border-line bg-surface-2 px-5 py-2.5">
      {error && (
        <div role="alert" className="pb-2 text-bad-ink">
          {(faults.length > 0 ? faults : [problemText(error)]).map((text) => (
            <p key={text}>{text}</p>
          ))}
        </div>
      )}
      <div className="flex flex-wrap items-start gap-2">
        <TextField
          ref={field}
          label={<span className="sr-only">{t({ context: 'approval', message: 'Note' })}</span>}
          size="lg"
          icon={MessageSquare}
          className="min-w-52 flex-1 gap-0!"
          placeholder={
            placeholder ??
            (refuse ? t`A note; needed for “${refuse.name}”` : t({ context: 'approval', message: 'Note' }))
          }
          value={note}
          onChange={(typed) => {
            setNote(typed);
            kept.keep(typed);
          }}
          error={isAsked && note.trim() === '' ? t`Say why in a few words.` : undefined}
        />
        {refuse && (
          <Button
            size="lg"
            icon={refuse.icon ?? Undo2}
            keys="r"
            isBusy={sending.isPending && sending.variables === refuse}
            onPress={() => decide(refuse)}
          >
            {refuse.name}
          </Button>
        )}
        {otherwise}
        {approve && (
          <Button
            size="lg"
            variant="primary"
            icon={approve.icon ?? Check}
            keys="a"
            isBusy={sending.isPending}
            onPress={() => decide(approve)}
          >
            {approve.name}
          </Button>
        )}
      </div>
    </footer>
  );
}

/** The head of what is decided: its name, where it stands, and one line about it. */
export function DecisionHead({
  title,
  badges,
  children,
}: {
  title: ReactNode;
  badges?: ReactNode;
  children: ReactNode;
}) {
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="min-w-0 text-xl font-strong">{title}</h2>
        {badges}
      </div>
      <p className="mt-0.5 flex flex-wrap items-center gap-x-3 gap-y-0.5 text-ink-2">{children}</p>
    </>
  );
}

/** What somebody said with it. */
export function Said({ children }: { children: ReactNode }) {
  return (
    <Note icon={MessageSquare} className="bg-surface-2! text-md">
      {children}
    </Note>
  );
}

/** A part of what is shown, with its heading. */
export function Part({ title, after, children }: { title: ReactNode; after?: ReactNode; children: ReactNode }) {
  return (
    <section>
      <header className="mb-1.5 flex flex-wrap items-center gap-2">
        <h3 className="text-sm font-strong">{title}</h3>
        <span className="ml-auto">{after}</span>
      </header>
      {children}
    </section>
  );
}

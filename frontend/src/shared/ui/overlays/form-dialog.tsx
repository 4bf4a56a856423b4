import { Trans } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, createContext, use, useMemo, useState } from 'react';
import { type ApiError, isApiError } from '@/api/problem';
import { Button } from '../actions/button';
import { Dialog, type DialogProps } from './dialog';
import { faultText } from '../forms/fault-text';
import { problemText } from '../feedback/problem-text';

export interface FormDialogProps extends Pick<DialogProps, 'title' | 'size' | 'footnote'> {
  /** The verb: `登记投诉`. */
  act: string;
  isDanger?: boolean;
  onClose: () => void;
  /** Whether everything needed is there; the press says so otherwise, by `isAsked`. */
  isReady: boolean;
  send: () => Promise<unknown>;
  onDone?: () => void;
  /** Faults that a field of the form shows itself: by JSON Pointer. The others stand above the buttons. */
  shows?: (pointer: string) => boolean;
  /** Refusals that the form answers by asking for more: they are not said again. */
  answers?: (error: ApiError) => boolean;
  children: ReactNode | ((state: FormState) => ReactNode);
}

export interface FormState {
  /** It was pressed once: what is missing may say so. */
  isAsked: boolean;
  /** What the server found wrong with the field that this pointer names. */
  faultAt: (pointer: string) => string | undefined;
}

const FormContext = createContext<FormState>({ isAsked: false, faultAt: () => undefined });

/** How it stands with the form around a field. */
export const useFormState = (): FormState => use(FormContext);

/** A short form over the page: it stays open with what was typed until the server has taken it. */
export function FormDialog(props: FormDialogProps) {
  const {
    act,
    isDanger = false,
    onClose,
    isReady,
    send,
    onDone,
    shows = () => false,
    answers,
    children,
    ...dialog
  } = props;
  const [isAsked, setAsked] = useState(false);
  const sending = useMutation({
    meta: { handles: [400, 403, 404, 409, 412, 422, 428] },
    mutationFn: send,
    onSuccess: () => {
      onClose();
      onDone?.();
    },
  });
  const error = isApiError(sending.error) ? sending.error : null;
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    setAsked(true);
    if (isReady && !sending.isPending) sending.mutate();
  };
  const state = useMemo<FormState>(
    () => ({
      isAsked,
      faultAt: (pointer) => {
        const found = error?.problem.errors?.find((fault) => fault.pointer === pointer);
        return found && faultText(found);
      },
    }),
    [isAsked, error],
  );
  return (
    <Dialog
      {...dialog}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button keys="escape" onPress={onClose}>
            <Trans>Leave it</Trans>
          </Button>
          <Button variant={isDanger ? 'danger' : 'primary'} isBusy={sending.isPending} onPress={() => submit()}>
            {act}
          </Button>
        </>
      }
    >
      <form className="flex flex-col gap-3 py-1 text-ink" onSubmit={submit}>
        <FormContext value={state}>{typeof children === 'function' ? children(state) : children}</FormContext>
        <button type="submit" hidden tabIndex={-1} aria-hidden />
      </form>
      {error && answers?.(error) !== true && <Refusals error={error} shows={shows} />}
    </Dialog>
  );
}

function Refusals({ error, shows }: { error: ApiError; shows: (pointer: string) => boolean }) {
  const faults = (error.problem.errors ?? []).filter((fault) => !shows(fault.pointer));
  const isOfFields = error.status === 422 && (error.problem.errors ?? []).length > 0;
  if (isOfFields && faults.length === 0) return null;
  const texts = new Set(isOfFields ? faults.map(faultText) : [problemText(error), ...faults.map(faultText)]);
  return (
    <div role="alert" className="py-1 text-bad-ink">
      {[...texts].map((text) => (
        <p key={text}>{text}</p>
      ))}
    </div>
  );
}

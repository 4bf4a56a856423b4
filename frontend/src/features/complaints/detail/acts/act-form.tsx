import { FormDialog, type FormDialogProps } from '@/shared/ui/overlays/form-dialog';
import { useActWords } from './act-words';
import { useRefresh } from './change';
import type { Act } from './next-step';

interface Props extends Omit<FormDialogProps, 'act' | 'size' | 'onDone'> {
  act: Act;
  /** What the button says where that is not the act's usual name. */
  name?: string | undefined;
}

/** The form of one act on a complaint: its button says the act, and all that shows the complaint is read anew. */
export function ActForm({ act, name, ...form }: Props) {
  const words = useActWords();
  const refresh = useRefresh();
  return <FormDialog {...form} size="md" act={name ?? words[act]} onDone={refresh} />;
}

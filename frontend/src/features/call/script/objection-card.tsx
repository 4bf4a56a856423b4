import { Trans, useLingui } from '@lingui/react/macro';
import { MessageCircleQuestion, Paperclip, X } from 'lucide-react';
import type { StoredFile } from '@/api';
import { useHotkeys } from '@/shared/hotkeys';
import { useObjections } from '@/shared/objections';
import { Button } from '@/shared/ui/actions/button';
import { Empty } from '@/shared/ui/feedback/states';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { Card } from '@/shared/ui/layout/panel';
import { ScriptText } from './script-text';
import { ANSWER_KEYS as KEYS } from './use';

interface Props {
  name: string;
  text: string;
  values: Partial<Record<string, string>>;
  materials: StoredFile[];
  onClose: () => void;
}

/** What to answer to an objection; it counts as heard. */
export function ObjectionCard({ name, text, values, materials, onClose }: Props) {
  const { t } = useLingui();
  return (
    <Card className="mt-4 bg-surface-2 px-4 py-3">
      <h3 className="flex items-center gap-2 font-strong">
        <MessageCircleQuestion className="icon-sm text-ink-3" aria-hidden />
        <Trans>Objection: {name}</Trans>
        <IconButton icon={X} size="sm" label={t`Close the answer`} className="ml-auto" onPress={onClose} />
      </h3>
      <ScriptText text={text} values={values} language="" />
      <Materials files={materials} />
    </Card>
  );
}

/** Brochures and cases to have at hand. */
export function Materials({ files }: { files: StoredFile[] }) {
  if (files.length === 0) return null;
  return (
    <p className="mt-2 flex flex-wrap gap-2">
      {files.map((file) => (
        <a
          key={file.id}
          href={`/v1/files/${file.id}/content`}
          className="inline-flex min-h-6 items-center gap-1.5 rounded-control border border-line-2 bg-button px-2 text-xs text-ink no-underline hover:bg-button-hover"
        >
          <Paperclip className="icon-xs text-ink-3" aria-hidden />
          {file.name}
        </a>
      ))}
    </p>
  );
}

/** All objections that the script answers. */
export function ObjectionList({ codes, onOpen }: { codes: string[]; onOpen: (code: string) => void }) {
  const { t } = useLingui();
  const { word } = useObjections();
  useHotkeys(
    codes.slice(0, KEYS.length).map((code, index) => ({
      keys: KEYS[index]!,
      name: t`Objection: ${word(code)}`,
      group: 'call' as const,
      run: () => onOpen(code),
    })),
  );
  if (codes.length === 0) {
    return <Empty icon={MessageCircleQuestion} title={<Trans>This script answers no objections yet</Trans>} />;
  }
  return (
    <p className="mt-2 flex flex-wrap gap-2">
      {codes.map((code, index) => (
        <Button key={code} keys={KEYS[index]} onPress={() => onOpen(code)}>
          {word(code)}
        </Button>
      ))}
    </p>
  );
}

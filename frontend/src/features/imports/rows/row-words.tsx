import { t } from '@lingui/core/macro';
import { CircleCheck, CircleX, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { FindingSeverity, Import, ImportRow, ImportState, RowFinding, RowState } from '@/api';
import { label } from '@/shared/labels';
import { FIELD_NAMES, fieldName } from '@/shared/labels/customer-fields';
import { importStateLabels, rowReasonLabels, rowStateLabels } from '@/shared/labels/data';
import { cityOf } from '@/shared/time';
import { Badge, type Tone } from '@/shared/ui/values/badge';

const ROW_TONES: Record<RowState, Tone> = {
  to_create: 'ok',
  to_update: 'accent',
  created: 'ok',
  updated: 'accent',
  unchanged: 'mute',
  rejected: 'bad',
  screening: 'warn',
  skipped: 'mute',
};

export function RowBadge({ state }: { state: RowState }) {
  return <Badge tone={ROW_TONES[state]}>{label(rowStateLabels, state)}</Badge>;
}

export const SEVERITIES: Record<FindingSeverity, { icon: LucideIcon; ink: string; rank: number }> = {
  error: { icon: CircleX, ink: 'text-bad-ink', rank: 0 },
  warning: { icon: TriangleAlert, ink: 'text-warn-ink', rank: 1 },
  note: { icon: Info, ink: 'text-info-ink', rank: 2 },
};

/** Why a row stands where it stands; what a person wrote reads as it is. */
export const reasonText = (reason: string | null) =>
  reason === null ? '' : reason in rowReasonLabels ? label(rowReasonLabels, reason) : reason;

/** What was found, as the server says it, but for names: fields are called as everywhere, time zones by their city. */
export function findingText({ code, field, detail }: RowFinding): string {
  if (code === 'missing' && field !== null && field in FIELD_NAMES) return t`${fieldName(field)} is missing`;
  return field === 'zone' ? (detail ?? '').replace(ZONES, cityOf) : (detail ?? '');
}
const ZONES = /\b[A-Z][A-Za-z]+(?:\/[A-Z][A-Za-z_-]+)+/g;

/** The worst that was found about a row, in one line; else why it waits, or that it is fine. */
export function RowSummary({ row, fine }: { row: ImportRow; fine: string }) {
  const worst = row.findings.toSorted((a, b) => SEVERITIES[a.severity].rank - SEVERITIES[b.severity].rank)[0];
  const reason = reasonText(row.reason);
  const found = worst ? findingText(worst) : '';
  const text = worst?.severity === 'error' ? found : reason || found;
  const { icon: Icon, ink } =
    worst && (worst.severity === 'error' || reason === '')
      ? SEVERITIES[worst.severity]
      : reason === ''
        ? { icon: CircleCheck, ink: 'text-ok-ink' }
        : SEVERITIES.warning;
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <Icon className={`icon-sm ${ink}`} aria-hidden />
      <span className={`truncate ${worst?.severity === 'error' ? 'text-bad-ink' : ''}`}>{text || fine}</span>
    </span>
  );
}

/** What the row is called: its name, or whose contact it was. */
export function nameOfRow(row: ImportRow, whole: Import): string {
  const entered = row.entered as Record<string, unknown>;
  if (typeof entered['name'] === 'string') return entered['name'];
  return row.cells.find((cell) => cell)?.trim() ?? `${whole.file_name} ${row.number}`;
}

const TONES: Record<ImportState, Tone> = {
  uploaded: 'accent',
  mapped: 'info',
  checked: 'accent',
  running: 'info',
  finished: 'ok',
  cancelled: 'mute',
  failed: 'bad',
};

/** Where an import stands, in a word. */
export function ImportBadge({ state }: { state: ImportState }) {
  return <Badge tone={TONES[state]}>{label(importStateLabels, state)}</Badge>;
}

import type { ReactNode } from 'react';
import type { Category, Grade, IntentLevel, SourceChannel, Verification } from '@/api/types';
import { countryName, langOf, languageName, money, percent, phone } from '@/shared/format';
import { categoryLabels, label, sourceLabels, verificationLabels } from '@/shared/labels';
import { cityOf } from '@/shared/time';
import { GradeMark, IntentMark } from './marks';
import { Day, MyTime } from './figures';

interface Names {
  nameOf: (id: string) => string;
  marketOf?: (id: string) => string;
}

const isMoney = (value: unknown): value is { amount: string; currency: string } =>
  typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value;

/** A customer's field as people read it: codes as words, ids as names, lists in one line. Nothing where there is none. */
export function FieldValue({ field, value, names }: { field: string; value: unknown; names: Names }): ReactNode {
  if (value === null || value === undefined || value === '') return null;
  if (isMoney(value)) return money(value);
  if (Array.isArray(value)) {
    return value.map((each, index) => (
      <span key={index} className="block">
        <FieldValue field={field} value={each} names={names} />
      </span>
    ));
  }
  if (typeof value === 'object') {
    const {
      raw,
      e164,
      number,
      extension,
      address,
      service,
      handle,
      source,
      value: own,
    } = value as Record<string, unknown>;
    const parts = [
      typeof e164 === 'string' ? phone(e164) : (raw ?? number),
      extension,
      address,
      service,
      handle,
      source,
      own,
    ];
    return parts.filter((part) => typeof part === 'string').join(' ');
  }
  if (typeof value === 'boolean') return value ? '✓' : '—';
  const text = `${value as string | number}`;
  switch (field) {
    case 'grade':
      return <GradeMark grade={text as Grade} />;
    case 'intent_level':
      return <IntentMark intent={text as IntentLevel} />;
    case 'category':
      return label(categoryLabels, text as Category);
    case 'source_channel':
      return label(sourceLabels, text as SourceChannel);
    case 'verification':
      return label(verificationLabels, text as Verification);
    case 'country':
      return countryName(text);
    case 'zone':
      return <span title={text}>{cityOf(text)}</span>;
    case 'completeness':
      return percent(Number(text) / 100);
    case 'language':
    case 'languages':
      return languageName(text);
    case 'owner':
    case 'owner_id':
    case 'referrer_id':
    case 'submitted_by':
    case 'verified_by':
      return names.nameOf(text);
    case 'market_id':
      return names.marketOf?.(text) ?? '';
    default:
      if (field.endsWith('_at')) return <MyTime at={text} />;
      if (field.endsWith('_on')) return <Day date={text} />;
      return <span lang={langOf(text)}>{text}</span>;
  }
}

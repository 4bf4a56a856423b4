/* What a setting's values may be, read from the JSON Schema that the API gives with it. Pure. */

export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  title?: string;
  type?: string;
  enum?: string[];
  const?: string;
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  propertyNames?: Schema;
  patternProperties?: Record<string, Schema>;
  minimum?: number;
  maximum?: number;
  pattern?: string;
  maxItems?: number;
}

/** The codes of one kind: `of` names whose words they have. */
export interface Codes {
  of: string;
  codes: readonly string[];
}

export interface FieldOf {
  name: string;
  kind: Kind;
}

export interface RecordKind {
  kind: 'record';
  /** Whose words its fields have: `GradeWeights`. */
  of: string;
  fields: readonly FieldOf[];
  /** The value of `kind` that tells it from the others of a list of variants. */
  variant?: string;
}

export type Kind =
  | { kind: 'integer'; min?: number; max?: number }
  | { kind: 'decimal' }
  | { kind: 'flag' }
  | { kind: 'time' }
  | { kind: 'currency' }
  | ({ kind: 'code' } & Codes)
  | ({ kind: 'codes' } & Codes)
  /** A value, or null: without limit, never, as everywhere. */
  | { kind: 'maybe'; of: Kind }
  | RecordKind
  /** A list of records, in order. */
  | { kind: 'rows'; of: RecordKind; most: number }
  /** A list of records of different kinds, each kind once at most. */
  | { kind: 'variants'; variants: readonly RecordKind[] }
  /** A value for each code, or for those named. */
  | { kind: 'table'; keys: Codes; isComplete: boolean; of: Kind }
  /** A value for each country or part of a country that is named. */
  | { kind: 'places'; of: Kind }
  /** Nothing this interface has an editor for. */
  | { kind: 'other' };

const OTHER: Kind = { kind: 'other' };

/** The kind of a schema; `root` holds the definitions it refers to. */
export function kindOf(schema: Schema, root: Schema = schema, place = ''): Kind {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    const found = root.$defs?.[name];
    return found ? kindOf(found, root, name) : OTHER;
  }
  if (schema.anyOf) return choiceOf(schema.anyOf, root, place);
  if (schema.enum) return { kind: 'code', of: place || (schema.title ?? ''), codes: schema.enum };
  switch (schema.type) {
    case 'boolean':
      return { kind: 'flag' };
    case 'integer':
      return {
        kind: 'integer',
        ...(schema.minimum !== undefined && { min: schema.minimum }),
        ...(schema.maximum !== undefined && { max: schema.maximum }),
      };
    case 'string':
      return { kind: schema.pattern?.includes(':') ? 'time' : 'currency' };
    case 'array':
      return listOf(schema, root);
    case 'object':
      return schema.properties ? recordOf(schema, root) : tableOf(schema, root);
    default:
      return OTHER;
  }
}

/** Of several: null makes it optional, a number that may be written as text is a decimal. */
function choiceOf(parts: readonly Schema[], root: Schema, place: string): Kind {
  const rest = parts.filter((part) => part.type !== 'null');
  const isDecimal = rest.some((part) => part.type === 'number') && rest.some((part) => part.type === 'string');
  const only = rest.length === 1 ? rest[0] : undefined;
  const of: Kind = isDecimal ? { kind: 'decimal' } : only ? kindOf(only, root, place) : OTHER;
  return rest.length < parts.length && of.kind !== 'other' ? { kind: 'maybe', of } : of;
}

function listOf({ items, maxItems = 100 }: Schema, root: Schema): Kind {
  if (!items) return OTHER;
  if (items.oneOf) {
    const variants = items.oneOf.map((part) => kindOf(part, root)).filter((kind) => kind.kind === 'record');
    return variants.length === items.oneOf.length ? { kind: 'variants', variants } : OTHER;
  }
  const of = kindOf(items, root);
  if (of.kind === 'code') return { kind: 'codes', of: of.of, codes: of.codes };
  return of.kind === 'record' ? { kind: 'rows', of, most: maxItems } : OTHER;
}

function recordOf(schema: Schema, root: Schema): Kind {
  const of = schema.title ?? '';
  const entries = Object.entries(schema.properties ?? {});
  const variant = schema.properties?.['kind']?.const;
  const fields = entries
    .filter(([, part]) => part.const === undefined)
    .map(([name, part]) => ({ name, kind: kindOf(part, root, part.enum ? `${of}.${name}` : '') }));
  if (fields.some((field) => field.kind.kind === 'other')) return OTHER;
  return { kind: 'record', of, fields, ...(variant !== undefined && { variant }) };
}

function tableOf(schema: Schema, root: Schema): Kind {
  const [pattern] = Object.values(schema.patternProperties ?? {});
  if (pattern) {
    const of = kindOf(pattern, root);
    return of.kind === 'other' ? OTHER : { kind: 'places', of };
  }
  if (typeof schema.additionalProperties !== 'object' || !schema.propertyNames) return OTHER;
  const keys = kindOf(schema.propertyNames, root);
  const of = kindOf(schema.additionalProperties, root);
  if (keys.kind !== 'code' || of.kind === 'other') return OTHER;
  return { kind: 'table', keys, isComplete: schema.required !== undefined, of };
}

/** What a part begins as when it is added. */
export function blank(kind: Kind): unknown {
  switch (kind.kind) {
    case 'integer':
      return Math.max(kind.min ?? 0, Math.min(0, kind.max ?? 0));
    case 'decimal':
      return '0';
    case 'flag':
      return false;
    case 'time':
      return '09:00';
    case 'currency':
      return 'CNY';
    case 'code':
      return kind.codes[0];
    case 'codes':
    case 'rows':
    case 'variants':
      return [];
    case 'maybe':
    case 'other':
      return null;
    case 'record':
      return {
        ...(kind.variant !== undefined && { kind: kind.variant }),
        ...Object.fromEntries(kind.fields.map((field) => [field.name, blank(field.kind)])),
      };
    case 'table':
      return kind.isComplete ? Object.fromEntries(kind.keys.codes.map((code) => [code, blank(kind.of)])) : {};
    case 'places':
      return {};
  }
}

/** The kind of the part that a JSON Pointer names, and the steps to it; the last step that has a kind ends the way. */
export function partAt(kind: Kind, pointer: string): { kind: Kind; steps: Step[] } {
  let here: Kind = kind;
  const steps: Step[] = [];
  for (const raw of pointer.split('/').slice(1)) {
    const name = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    if (here.kind === 'maybe') here = here.of;
    if (here.kind === 'table') {
      steps.push({ of: here.keys.of, name });
      here = here.of;
    } else if (here.kind === 'places') {
      steps.push({ of: 'place', name });
      here = here.of;
    } else if (here.kind === 'record') {
      const field: FieldOf | undefined = here.fields.find((each) => each.name === name);
      if (!field) break;
      steps.push({ of: `field:${here.of}`, name });
      here = field.kind;
    } else break;
  }
  return { kind: here, steps };
}

export interface Step {
  /** Whose words the name has: a kind of code, `field:` and a record, or `place`. */
  of: string;
  name: string;
}

/** Whether two JSON values say the same, whatever the order of their keys. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [left, right] = [Object.entries(one), other as Record<string, unknown>];
  return (
    left.length === Object.keys(other).length && left.every(([key, value]) => key in right && isSame(value, right[key]))
  );
}

export interface Change {
  pointer: string;
  before: unknown;
  after: unknown;
}

/** The parts in which two values differ; lists are compared as wholes. */
export function differences(before: unknown, after: unknown, at = ''): Change[] {
  if (isSame(before, after)) return [];
  const isMap = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap(before) || !isMap(after)) return [{ pointer: at, before, after }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => differences(before[name], after[name], `${at}/${name}`));
}

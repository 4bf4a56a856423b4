import { type ComponentType, createContext, useContext } from 'react';
import type { Kind } from '../kinds';
import type { Measure } from '../text';

interface EditorContext {
  measure: Measure;
  /** What the server finds wrong with the part of the value that this pointer names. */
  faultAt: (pointer: string) => string | undefined;
  /** The editor of a part inside another: values hold values. */
  Part: ComponentType<PartProps & { kind: Kind }>;
}

/** What all parts of an editor share. */
export const EditorParts = createContext<EditorContext>({
  measure: { unit: 'none', currency: '' },
  faultAt: () => undefined,
  Part: () => null,
});

export const useEditor = (): EditorContext => useContext(EditorParts);

/** What every editor of a part takes. */
export interface PartProps {
  value: unknown;
  /** The same part in the version in force; undefined where it has none. */
  before: unknown;
  onChange: (value: unknown) => void;
  /** Where in the value it lies. */
  pointer: string;
  /** Its name; drawn by whoever places it. */
  label: string;
  /** Which null it is, where it may be null. */
  nullOf: string;
}

/** A name as a step of a JSON Pointer. */
export const step = (pointer: string, name: string | number): string =>
  `${pointer}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;

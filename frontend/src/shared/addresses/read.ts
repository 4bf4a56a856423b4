/* What an address may hold, as data: each part with what makes a value of it. What is not ours is dropped. */

type Part<Value> = (value: unknown) => Value | undefined;
type Shape = Record<string, Part<unknown>>;
type Read<S extends Shape> = { [Name in keyof S]?: NonNullable<ReturnType<S[Name]>> };

export const text: Part<string> = (value) => (typeof value === 'string' && value !== '' ? value : undefined);

/** A calendar date. */
export const day: Part<string> = (value) => (/^\d{4}-\d\d-\d\d$/.test(String(value)) ? String(value) : undefined);

export const flag: Part<true> = (value) => (value === true ? true : undefined);

/** One of these words. A number in an address is read as one, so words of digits are compared as text. */
export function oneOf<Word extends string>(...words: Word[]): Part<Word> {
  return (value) => words.find((word) => word === String(value));
}

/** Reads an address: the parts of the shape that are there and make sense. */
export function reader<S extends Shape>(shape: S): (search: Record<string, unknown>) => Read<S> {
  return (search) => {
    const found: Record<string, unknown> = {};
    for (const name of Object.keys(shape)) {
      const value = shape[name]?.(search[name]);
      if (value !== undefined) found[name] = value;
    }
    return found as Read<S>;
  };
}

/** Search parameters of an address: a repeated key is a list. */
export type RawSearch = Record<string, string | string[]>;

export function parseSearch(text: string): RawSearch {
  const search: RawSearch = {};
  for (const [key, value] of new URLSearchParams(text)) {
    const before = search[key];
    if (before === undefined) search[key] = value;
    else if (Array.isArray(before)) before.push(value);
    else search[key] = [before, value];
  }
  return search;
}

/** Addresses that people can read and edit: slashes, colons and commas stay as they are. */
export function stringifySearch(search: Record<string, unknown>): string {
  const parts: string[] = [];
  for (const [key, value] of Object.entries(search)) {
    if (value === undefined || value === null || value === '' || value === false) continue;
    for (const one of Array.isArray(value) ? value : [value]) parts.push(`${encodeURIComponent(key)}=${readable(String(one === true ? 1 : one))}`);
  }
  return parts.length > 0 ? `?${parts.join('&')}` : '';
}

const readable = (text: string) =>
  encodeURIComponent(text).replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%20', '+');

/** The first text under a key; undefined when missing or empty. */
export function textOf(search: Record<string, unknown>, key: string): string | undefined {
  const value = search[key];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first === 'string') return first === '' ? undefined : first;
  return typeof first === 'number' ? String(first) : undefined;
}

export function listOf(search: Record<string, unknown>, key: string): string[] {
  const value = search[key];
  const all: unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((one): one is string => typeof one === 'string' && one !== '');
}

export const flagOf = (search: Record<string, unknown>, key: string): boolean => search[key] === true || textOf(search, key) === '1';

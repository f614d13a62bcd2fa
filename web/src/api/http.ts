/** An error answer of the server, or the absence of one, in words a person can act on. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly remedy: string | null;
  readonly auditId: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(status: number, problem: Problem, retryAfterSeconds: number | null = null) {
    super(problem.detail || problem.title || `The server answered ${status}.`);
    this.name = 'ApiError';
    this.status = status;
    this.code = problem.code ?? `http-${status}`;
    this.detail = this.message;
    this.remedy = problem.remedy ?? null;
    this.auditId = problem.auditId == null ? null : String(problem.auditId);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

interface Problem {
  title?: string;
  detail?: string;
  code?: string;
  remedy?: string | null;
  auditId?: string | number | null;
}

const root = '/api/v1';

/** The address of a call, with lists as repeated keys and empty parameters left out. */
export function address(path: string, query: Record<string, string | number | readonly string[] | undefined> = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined || value === '') continue;
    if (typeof value === 'string' || typeof value === 'number') search.append(key, String(value));
    else for (const one of value) search.append(key, one);
  }
  const text = search.toString();
  return `${root}${path}${text ? `?${text}` : ''}`;
}

/** A path inside an address: slashes stay, everything else is escaped. */
export function escapePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null ? body : {};
  } catch {
    return { detail: `The server answered ${response.status} ${response.statusText}`.trim() };
  }
}

async function call(method: string, url: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (method !== 'GET') headers['X-Millwright'] = '1';
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, {
      code: 'unreachable',
      detail: 'The server does not answer.',
      remedy: 'Check that Millwright runs and that this computer reaches it; the page tries again by itself.',
    });
  }
  if (response.ok) return response;
  const retryAfter = Number(response.headers.get('Retry-After'));
  throw new ApiError(response.status, await problemOf(response), Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null);
}

export async function get<T>(url: string, signal?: AbortSignal): Promise<T> {
  const response = await call('GET', url, undefined, signal);
  return (await response.json()) as T;
}

/** Sends a change; an answer without a body gives undefined. */
export async function send<T>(method: 'POST' | 'PUT' | 'DELETE', url: string, body?: unknown): Promise<T> {
  const response = await call(method, url, body);
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

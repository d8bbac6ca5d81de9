/** The public API, as any client uses it. */
import { session } from './session.js';

/** An answer that is a problem (RFC 9457), or none at all (status 0). */
export class ApiError extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || 'The request failed.');
    this.status = status;
    this.title = problem.title ?? 'The request failed';
    this.errors = problem.errors ?? [];
  }
}

let onSignedOut = () => {};

/** What happens when the server no longer knows the key. */
export function whenSignedOut(act) {
  onSignedOut = act;
}

async function call(method, path, { query, body, signal, token, workspace } = {}) {
  const address = new URL(path, location.origin);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== '') {
      address.searchParams.set(name, value);
    }
  }
  const known = token ?? session.token;
  if (!known) {
    throw new ApiError(401, { title: 'Signed out', detail: 'Sign in again.' });
  }
  const headers = { Authorization: `Bearer ${known}` };
  const asked = workspace ?? (session.isOperator ? session.workspace : null);
  if (asked) {
    headers['X-Workspace-Id'] = asked;
  }
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  const response = await send(address, {
    method,
    headers,
    signal,
    cache: 'no-store',
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  if (response.ok) {
    return text ? JSON.parse(text) : null;
  }
  const problem = problemOf(text);
  if (response.status === 401 && token === undefined) {
    onSignedOut();
  }
  throw new ApiError(response.status, problem);
}

async function send(address, request) {
  try {
    return await fetch(address, request);
  } catch (fault) {
    if (fault.name === 'AbortError') {
      throw fault;
    }
    throw new ApiError(0, { title: 'No answer', detail: 'The server does not answer. Is it running, and is the network there?' });
  }
}

function problemOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

export const api = {
  get: (path, options) => call('GET', path, options),
  post: (path, body, options) => call('POST', path, { ...options, body }),
  put: (path, body, options) => call('PUT', path, { ...options, body }),
  patch: (path, body, options) => call('PATCH', path, { ...options, body }),
  delete: (path, options) => call('DELETE', path, options),
};

/** A path with ids in it, each encoded: path`/v1/webhooks/${id}`. */
export function path(texts, ...ids) {
  return texts.reduce((whole, text, i) => whole + encodeURIComponent(ids[i - 1]) + text);
}

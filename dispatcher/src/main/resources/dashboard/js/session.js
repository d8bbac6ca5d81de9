/** Who is signed in: kept for the tab alone, never in a cookie, never in local storage. */

const KEY = 'hookstream.token';
const WORKSPACE = 'hookstream.workspace';

/** A frame whose browser keeps no storage for it remembers as long as it is open. */
const memory = new Map();

function read(name) {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return memory.get(name) ?? null;
  }
}

function write(name, value) {
  try {
    if (value === null) {
      sessionStorage.removeItem(name);
    } else {
      sessionStorage.setItem(name, value);
    }
  } catch {
    memory.set(name, value);
  }
}

export const session = {
  /** As GET /v1/me answers; null where nobody is signed in. */
  me: null,

  get token() {
    return read(KEY);
  },

  /** The workspace that is looked at: the key's, or the one that the operator chose. */
  get workspace() {
    return this.me?.workspace_id ?? read(WORKSPACE);
  },

  choose(workspace) {
    write(WORKSPACE, workspace || null);
    dispatchEvent(new Event('workspace-chosen'));
  },

  start(token, me) {
    write(KEY, token);
    this.me = me;
  },

  end() {
    write(KEY, null);
    write(WORKSPACE, null);
    this.me = null;
  },

  get isOperator() {
    return this.me?.kind === 'operator';
  },

  may(scope) {
    return this.me?.scopes.includes(scope) ?? false;
  },
};

/** The token of a portal link, which stands in the address's fragment; taken out of it. */
export function takePortalToken() {
  const found = /^#portal=([\w-]+)$/.exec(location.hash);
  if (!found) {
    return null;
  }
  history.replaceState(null, '', location.pathname + location.search);
  return found[1];
}

/** Pages by their address, below /dashboard. */

const ROOT = '/dashboard';
const routes = [];
let show = () => {};
let leaving = new AbortController();

export function route(pattern, load) {
  const names = [];
  const source = pattern.replace(/:(\w+)/g, (all, name) => {
    names.push(name);
    return '([^/]+)';
  });
  routes.push({ regex: new RegExp(`^${source}$`), names, load });
}

/** An address of ours; a frame stays one when it is loaded again. */
export function href(path, query = {}) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') {
      search.set(name, value);
    }
  }
  const frame = new URLSearchParams(location.search).get('frame');
  if (frame) {
    search.set('frame', frame);
  }
  const text = search.toString();
  return ROOT + path + (text ? `?${text}` : '');
}

export function here() {
  return location.pathname.slice(ROOT.length).replace(/\/$/, '') || '/';
}

export function go(path, query) {
  history.pushState(null, '', href(path, query));
  render(true);
}

/** Filters into the address bar, without leaving the page. */
export function keepQuery(changes) {
  const query = Object.fromEntries(new URLSearchParams(location.search));
  history.replaceState(null, '', href(here(), { ...query, ...changes }));
}

export function reload() {
  render(false);
}

/** Ends what the page does by itself: its timers, and the answers that it waits for. */
export function stop() {
  leaving.abort();
}

/** Draws the page of the address; with focus on its heading after a step that somebody took. */
function render(moved) {
  leaving.abort();
  leaving = new AbortController();
  const path = here();
  for (const { regex, names, load } of routes) {
    const match = regex.exec(path);
    if (match) {
      const params = Object.fromEntries(names.map((name, i) => [name, decoded(match[i + 1])]));
      const query = new URLSearchParams(location.search);
      show({ load, params, query, signal: leaving.signal, moved });
      return;
    }
  }
  show({ load: null, params: {}, query: new URLSearchParams(), signal: leaving.signal, moved });
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

let started = false;

export function start(draw) {
  show = draw;
  if (!started) {
    started = true;
    followLinks();
  }
  render(false);
}

function followLinks() {
  addEventListener('popstate', () => render(true));
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href]');
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || event.defaultPrevented || link.target || link.origin !== location.origin) {
      return;
    }
    if (link.pathname === ROOT || link.pathname.startsWith(`${ROOT}/`)) {
      if (link.hash && link.pathname === location.pathname) {
        return; // a place in this page
      }
      event.preventDefault();
      history.pushState(null, '', link.href);
      render(true);
    }
  });
}

import { api, ApiError, whenSignedOut } from './api.js';
import { h } from './dom.js';
import { pages } from './pages.js';
import { route, start, stop } from './router.js';
import { session, takePortalToken } from './session.js';
import { shell } from './shell.js';
import { listen } from './keys.js';
import { signIn } from './pages/sign-in.js';
import { theme } from './theme.js';

const app = document.getElementById('app');
// Another's page around it could lead the hand of who holds a key: there, only portal sessions.
const framed = window !== window.top;

function signedIn() {
  start(shell(app));
}

function askForKey(message) {
  stop();
  session.end();
  app.replaceChildren(framed ? door(message || 'Open it with a portal link.') : signIn({ message, done: signedIn }));
}

function tryAgain(fault) {
  app.replaceChildren(door(`${fault.title}. ${fault.message}`, h('button', { type: 'button', class: 'button primary', on: { click: resume } }, 'Try again')));
}

function door(message, ...more) {
  return h('main', { class: 'door' }, h('h1', 'Hookstream'), h('p', { class: 'notice bad', role: 'alert' }, message), more);
}

async function resume() {
  const link = takePortalToken();
  try {
    if (link) {
      const me = await api.post('/v1/portal-sessions', undefined, { token: link });
      session.start(me.token, me);
    } else if (session.token) {
      session.me = await api.get('/v1/me', { token: session.token });
    }
    if (framed && session.me && session.me.kind !== 'portal') {
      askForKey('In another page, this opens with a portal link alone.');
      return;
    }
  } catch (fault) {
    if (!(fault instanceof ApiError)) {
      throw fault;
    }
    if (fault.status !== 401 && !link) {
      // The server restarts, say: who is signed in stays so.
      tryAgain(fault);
    } else {
      askForKey(link ? `${fault.title}. ${fault.message}` : 'Your session has ended. Sign in again.');
    }
    return;
  }
  if (session.me) {
    signedIn();
  } else {
    askForKey('');
  }
}

theme.apply();
for (const [pattern, page] of pages) {
  route(pattern, page);
}
whenSignedOut(() => askForKey('The key is no longer valid: it has ended or was revoked.'));
listen();
// A link that is opened where the page is already changes the fragment alone.
addEventListener('hashchange', () => location.hash.startsWith('#portal=') && resume());
resume();

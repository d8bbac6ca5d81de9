import { api, ApiError, whenSignedOut } from './api.js';
import { pages } from './pages.js';
import { route, start } from './router.js';
import { session, takePortalToken } from './session.js';
import { shell } from './shell.js';
import { listen } from './keys.js';
import { signIn } from './pages/sign-in.js';
import { theme } from './theme.js';

const app = document.getElementById('app');

function signedIn() {
  start(shell(app));
}

function askForKey(message) {
  session.end();
  app.replaceChildren(signIn({ message, done: signedIn }));
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
  } catch (fault) {
    if (!(fault instanceof ApiError)) {
      throw fault;
    }
    askForKey(fault.status === 401 && !link ? 'Your session has ended. Sign in again.' : `${fault.title}. ${fault.message}`);
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
resume();

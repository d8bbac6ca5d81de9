/** The door: a key of the API, kept for this tab. */
import { api, ApiError } from '../api.js';
import { h, id } from '../dom.js';
import { session } from '../session.js';
import { icon } from '../parts/icon.js';

export function signIn({ message, done }) {
  document.title = 'Sign in · Hookstream';
  const field = id('key');
  const fault = h('p', { class: 'notice bad', role: 'alert', hidden: !message }, message);
  const input = h('input', { id: field, type: 'password', required: true, autocomplete: 'off', spellcheck: 'false', autofocus: true, placeholder: 'hs_…' });
  const button = h('button', { class: 'button primary' }, 'Sign in');

  async function submit(event) {
    event.preventDefault();
    button.disabled = true;
    const token = input.value.trim();
    try {
      session.start(token, await api.get('/v1/me', { token }));
      done();
    } catch (refused) {
      if (!(refused instanceof ApiError)) {
        throw refused;
      }
      session.end();
      fault.textContent = refused.status === 401 ? 'This key is not known, or was revoked.' : refused.message;
      fault.hidden = false;
      input.focus();
    } finally {
      button.disabled = false;
    }
  }

  return h(
    'main',
    { class: 'door' },
    h('h1', icon('brand'), 'Hookstream'),
    h(
      'form',
      { class: 'panel', on: { submit } },
      h('h2', 'Sign in'),
      fault,
      h('label', { for: field }, 'API key'),
      input,
      h('p', { class: 'hint' }, 'It is kept for this tab only, and forgotten when you close it.'),
      button,
    ),
    h('p', { class: 'hint' }, 'No key yet? The operator makes one: ', h('code', 'POST /v1/api-keys'), '. Everything here is the public API: ', h('a', { href: '/openapi.yaml' }, 'openapi.yaml'), '.'),
  );
}

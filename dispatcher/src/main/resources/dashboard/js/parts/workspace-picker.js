/** Which workspace the operator looks at. */
import { api } from '../api.js';
import { h, id } from '../dom.js';
import { session } from '../session.js';

export function workspacePicker(changed) {
  const names = h('datalist', { id: id('workspaces') });
  const field = id('workspace');
  const input = h('input', { id: field, list: names.id, value: session.workspace ?? '', placeholder: 'none chosen', autocomplete: 'off', spellcheck: 'false', on: { change: choose } });

  addEventListener('workspace-chosen', () => (input.value = session.workspace ?? ''));

  function choose() {
    session.choose(input.value.trim());
    changed();
  }
  api
    .get('/v1/workspaces', { query: { limit: 250 } })
    .then((page) => names.append(...page.data.map((one) => h('option', { value: one.id }))))
    .catch(() => {}); // it can still be typed
  return h('form', { class: 'workspace', on: { submit: (event) => event.preventDefault() } }, h('label', { for: field }, 'Workspace'), input, names);
}

/** Workspaces are there as long as they have a key; keys are made and revoked here. */
import { api, path } from '../api.js';
import { h, swap } from '../dom.js';
import { session } from '../session.js';
import { copyButton } from './copy.js';
import { confirm, dialog } from './dialog.js';
import { choice, formFaults, text } from './fields.js';
import { icon } from './icon.js';
import { emptyState, list } from './list.js';
import { when } from './time.js';
import { doing, toast } from './toast.js';

export function keys(signal) {
  const rows = list({
    caption: 'Keys',
    one: 'key',
    signal,
    columns: [
      ['Workspace', (key) => h('button', { type: 'button', class: 'link', on: { click: () => look(key.workspace_id) } }, key.workspace_id)],
      ['Name', (key) => [key.name ?? h('span', { class: 'muted' }, 'no name'), h('span', { class: 'sub mono' }, key.id)], 'wide'],
      ['Contract', (key) => key.contract],
      ['May', (key) => key.scopes.join(', ')],
      ['Made', (key) => when(key.created_at)],
      ['', (key) => h('button', { type: 'button', class: 'button small danger-quiet', on: { click: (event) => doing(event.currentTarget, () => revoke(key)) } }, 'Revoke')],
    ],
    fetchPage: (cursor) => api.get('/v1/api-keys', { signal, query: { limit: 50, cursor } }),
    empty: () => emptyState('No keys yet', 'A workspace begins with its first key.'),
  });

  function look(workspace) {
    session.choose(workspace);
    toast(`You look at ${workspace} now.`);
  }

  async function revoke(key) {
    const text = `Whatever uses the key ${key.name ?? key.id} of ${key.workspace_id} is refused from now on, portal sessions that it made included. It cannot be undone.`;
    if (await confirm({ title: 'Revoke this key?', text, yes: 'Revoke', danger: true })) {
      await api.delete(path`/v1/api-keys/${key.id}`);
      toast('Revoked.');
      rows.fresh();
    }
  }

  rows.fresh();
  return h('section', { class: 'panel' }, h('div', { class: 'panel-head' }, h('h2', 'Workspaces and keys'), h('button', { type: 'button', class: 'button', 'data-key': 'n', on: { click: () => make(signal).then(() => rows.fresh()) } }, icon('plus'), 'New key')), rows.box);
}

async function make(signal) {
  const { data: contracts } = await api.get('/v1/contracts', { signal });
  await dialog('New key', (body) => {
    const workspace = text('Workspace', 'workspace_id', session.workspace, { required: true, spellcheck: 'false' });
    const contract = choice('Contract', 'contract', contracts.map((one) => [one.name, `${one.name}: ${one.description}`]), 'standard');
    const name = text('Name', 'name', '', { hint: 'For people: who uses it.' });
    const may = choice('May', 'scopes', [['read,manage,publish', 'read, manage and publish'], ['read,manage', 'read and manage'], ['read', 'read'], ['publish', 'publish']], 'read,manage,publish');
    const faults = formFaults();
    const button = h('button', { class: 'button primary' }, 'Make the key');
    const form = h('form', { class: 'form', novalidate: true, on: { submit } }, faults.summary, workspace.box, contract.box, name.box, may.box, h('div', { class: 'actions' }, button));

    async function submit(event) {
      event.preventDefault();
      faults.clear(form);
      button.disabled = true;
      try {
        const made = await api.post('/v1/api-keys', { workspace_id: workspace.value() ?? '', contract: contract.value(), name: name.value(), scopes: may.value().split(',') });
        swap(body, h('p', { class: 'notice warn' }, 'Copy it now: only its hash is kept, and it is not shown again.'), h('div', { class: 'secret' }, h('code', { class: 'mono' }, made.key), copyButton(made.key, 'Copy the key')));
      } catch (refused) {
        faults.show(form, refused);
      } finally {
        button.disabled = false;
      }
    }
    swap(body, form);
  });
}

/** Every event type there is, with its schema and an example. */
import { api } from '../api.js';
import { h, id, swap } from '../dom.js';
import { plural, pretty, span } from '../format.js';
import { keepQuery } from '../router.js';
import { session } from '../session.js';
import { code } from '../parts/copy.js';
import { emptyState } from '../parts/list.js';
import { head } from '../parts/page-head.js';
import { verification } from '../parts/secret-shown.js';
import { tabs } from '../parts/tabs.js';

async function draw({ query, signal }) {
  const { data: contracts } = await api.get('/v1/contracts', { signal });
  const names = contracts.map((one) => one.name);
  let name = names.includes(query.get('contract')) ? query.get('contract') : (session.me.contract ?? 'standard');
  const body = h('div');
  const field = id('contract');
  const picker = h('div', { class: 'field' }, h('label', { for: field }, 'Contract'), h('select', { id: field, on: { change: (event) => choose(event.target.value) } }, names.map((one) => h('option', { value: one, selected: one === name }, one))));

  async function choose(chosen) {
    name = chosen;
    keepQuery({ contract: chosen });
    await show();
  }

  async function show() {
    const { data: types, operational } = await api.get('/v1/event-types', { signal, query: { contract: name } });
    swap(
      body,
      promise(contracts.find((one) => one.name === name)),
      types.length ? typeList(types) : emptyState('No catalogue', 'This contract takes every type, and checks no data. Publish what you like; its type is its name.'),
      h('section', { class: 'panel' }, h('h2', 'What we tell of webhooks'), h('p', { class: 'hint' }, 'Sent by Hookstream itself to a webhook that names the type, under every contract.'), operational.map(entry)),
    );
  }

  await show();
  return { title: 'Catalogue', forEveryWorkspace: true, body: [head('Catalogue'), names.length > 1 && h('div', { class: 'filters' }, picker), body] };
}

function promise(contract) {
  const delays = contract.retry_seconds.map((seconds) => span(seconds * 1_000)).join(', ');
  return h(
    'section',
    { class: 'panel' },
    h('h2', contract.description || contract.name),
    h('p', `A receiver has ${contract.timeout_ms / 1_000} s to answer. What fails is tried again after ${delays || 'nothing: there is one attempt'}. Order, unless a webhook says otherwise: ${contract.ordering}.`),
    contract.signature && h('details', h('summary', 'How requests are signed'), h('p', { class: 'hint' }, `HMAC-SHA256 over ${contract.signature.signed}, in ${contract.signature.headers.map((header) => header.name).join(', ')}.`), verification(contract)),
  );
}

function typeList(types) {
  const found = h('div');
  const search = id('search');
  const said = h('p', { class: 'muted', role: 'status' });

  function show(words) {
    const hits = types.filter((one) => words.every((word) => `${one.type} ${one.description ?? ''}`.toLowerCase().includes(word)));
    said.textContent = plural(hits.length, 'type');
    const groups = [...new Set(hits.map((one) => one.group ?? ''))];
    swap(found, groups.map((group) => h('section', { class: 'panel' }, h('h2', group || 'Others'), hits.filter((one) => (one.group ?? '') === group).map(entry))));
  }
  show([]);
  return [h('div', { class: 'filters', role: 'search' }, h('div', { class: 'field grow' }, h('label', { for: search }, 'Search'), h('input', { id: search, type: 'search', placeholder: 'Type or description', 'data-key': '/', on: { input: (event) => show(event.target.value.toLowerCase().split(/\s+/).filter(Boolean)) } }))), said, found];
}

function entry(type) {
  return h(
    'details',
    { class: 'type' },
    h('summary', { 'data-row': true }, h('code', type.type), h('span', { class: 'hint' }, type.description ?? '')),
    type.named_only && h('p', { class: 'notice' }, 'No wildcard reaches it: a webhook that wants it names it.'),
    tabs('What to show', [['Example', () => code(pretty(type.example), `Example of ${type.type}`)], ['Schema', () => code(pretty(type.schema), `Schema of ${type.type}`)]]),
  );
}

export default { draw, forEveryWorkspace: true };

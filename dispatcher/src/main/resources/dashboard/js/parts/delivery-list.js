/** A webhook's deliveries: filters in the address bar, and a tail that follows what comes. */
import { api, path } from '../api.js';
import { h, id } from '../dom.js';
import { millis } from '../format.js';
import { href, keepQuery } from '../router.js';
import { answer, status } from './badge.js';
import { icon } from './icon.js';
import { emptyState, list } from './list.js';
import { every, when } from './time.js';

const TAIL = 2_000;
const TYPING = 350;
const MOST_ROWS = 500;
const STATES = [['', 'All'], ['delivered', 'Delivered'], ['retrying', 'Retrying'], ['held', 'Held'], ['failed', 'Failed'], ['discarded', 'Discarded']];

/** One that is due waits for its turn: its webhook is down, or has no room now. */
const due = (time) => (new Date(time) > new Date() ? when(time) : h('span', 'due'));

export const deliveryColumns = [
  ['Status', (row) => [status(row.status), row.test && h('span', { class: 'chip' }, 'test'), row.replay_id && h('span', { class: 'chip' }, 'replay')]],
  ['Event', (row) => [h('a', { class: 'main-link', href: href(`/deliveries/${row.id}`), 'data-row': true }, row.type), h('span', { class: 'sub mono' }, row.event_id)], 'wide'],
  ['Accepted', (row) => when(row.accepted_at)],
  ['Attempts', (row) => row.attempt_count, 'number'],
  ['Answer', (row) => answer(row.last_status_code, row.last_error)],
  ['Time', (row) => millis(row.last_response_time_ms), 'number'],
  ['Next', (row) => (row.next_attempt_at ? due(row.next_attempt_at) : h('span', { class: 'muted' }, row.status === 'failed' || row.status === 'discarded' ? row.reason : '–'))],
];

export function deliveryList(webhookId, query, signal) {
  const asked = {};
  for (const name of ['status', 'type', 'event_id', 'since', 'until']) {
    asked[name] = query.get(name) ?? '';
  }
  const where = `${path`/v1/webhooks/${webhookId}`}/deliveries`;
  const rows = list({
    caption: 'Deliveries',
    one: 'delivery',
    many: 'deliveries',
    signal,
    columns: deliveryColumns,
    attributes: (row) => ({ 'data-id': row.id }),
    fetchPage: (cursor) => api.get(where, { signal, query: { ...asked, limit: 50, cursor } }),
    empty: () => (Object.values(asked).some(Boolean) ? emptyState('No delivery is like that', 'Take a filter away, or wait: what was accepted a moment ago is in the log a second later.') : emptyState('No deliveries yet', 'The next event that matches is delivered here within moments. Try it: send a test above, or publish one under Events.')),
  });
  let follows = query.get('live') === '1';
  const live = h('button', { type: 'button', class: 'button live', 'aria-pressed': String(follows), on: { click: turn } }, icon('play'), 'Live tail');

  function turn() {
    follows = !follows;
    live.setAttribute('aria-pressed', String(follows));
    keepQuery({ live: follows ? '1' : '' });
    look();
  }

  let asking = 0;

  async function look() {
    const mine = asking;
    try {
      const { data } = await api.get(where, { signal, query: { ...asked, limit: 100 } });
      if (mine === asking) {
        rows.put(data, MOST_ROWS);
      }
    } catch {
      // the next look may go well
    }
  }

  function ask(changes) {
    asking += 1;
    Object.assign(asked, changes);
    keepQuery(changes);
    rows.fresh();
  }

  rows.fresh();
  every(TAIL, signal, () => follows && look());
  return { look, box: h('section', { class: 'deliveries' }, h('div', { class: 'panel-head' }, h('h2', 'Deliveries'), live), filters(asked, ask), rows.box) };
}

function filters(asked, ask) {
  let timer;
  const field = (name, words, input) => {
    input.id = id(name);
    return h('div', { class: 'field' }, h('label', { for: input.id }, words), input);
  };
  const typed = (name) => (event) => {
    clearTimeout(timer);
    const value = event.target.value.trim();
    timer = setTimeout(() => ask({ [name]: value }), TYPING);
  };
  const moment = (name) => (event) => ask({ [name]: event.target.value ? new Date(event.target.value).toISOString() : '' });
  return h(
    'form',
    { class: 'filters', on: { submit: (event) => event.preventDefault() } },
    field('status', 'Status', h('select', { on: { change: (event) => ask({ status: event.target.value }) }, 'data-key': '/' }, STATES.map(([value, words]) => h('option', { value, selected: value === asked.status }, words)))),
    field('type', 'Type', h('input', { value: asked.type, placeholder: 'order.paid', spellcheck: 'false', on: { input: typed('type') } })),
    field('event', 'Event’s id', h('input', { value: asked.event_id, placeholder: 'evt_…', spellcheck: 'false', on: { input: typed('event_id') } })),
    field('since', 'From', h('input', { type: 'datetime-local', value: local(asked.since), on: { change: moment('since') } })),
    field('until', 'Until', h('input', { type: 'datetime-local', value: local(asked.until), on: { change: moment('until') } })),
  );
}

/** A time of the API's as the field of the platform wants it. */
function local(time) {
  if (!time || Number.isNaN(Date.parse(time))) {
    return '';
  }
  const at = new Date(time);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The largest backlogs and the slowest receivers, of all workspaces. */
import { api, ApiError } from '../api.js';
import { h, swap } from '../dom.js';
import { count, few, millis } from '../format.js';
import { go, href } from '../router.js';
import { session } from '../session.js';
import { badge } from './badge.js';
import { when } from './time.js';
import { tabs } from './tabs.js';

export function busy(signal) {
  return h('section', { class: 'panel' }, h('h2', 'Busiest webhooks'), tabs('Sorted by', [['Largest backlog', () => shown('largest', signal)], ['Slowest answers', () => shown('slowest', signal)]]));
}

function shown(by, signal) {
  const place = h('div', h('p', { class: 'muted' }, 'Looking …'));
  api.get('/v1/operations/webhooks', { signal, query: { by, limit: 20 } }).then(
    ({ data }) => swap(place, data.length ? table(data) : h('p', { class: 'muted' }, 'Nothing has gone through any webhook lately.')),
    (fault) => fault instanceof ApiError && swap(place, h('p', { class: 'notice bad', role: 'alert' }, fault.message)),
  );
  return place;
}

function table(rows) {
  return h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Busiest webhooks' },
    h(
      'table',
      { class: 'plain' },
      h('caption', { class: 'hidden' }, 'Busiest webhooks'),
      h('thead', h('tr', ['Webhook', 'Workspace', 'Waiting', 'Oldest since', 'Out', 'p99, 1 h', 'Circuit'].map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', rows.map((row) => h('tr', h('th', { scope: 'row' }, h('a', { class: 'mono', href: href(`/webhooks/${row.webhook_id}`), on: { click: (event) => look(event, row) } }, row.webhook_id)), h('td', row.workspace_id), h('td', few(row.backlog)), h('td', when(row.oldest_waiting_at)), h('td', `${count(row.in_flight)} of ${count(row.window)}`), h('td', millis(row.p99_response_time_ms)), h('td', row.circuit === 'open' ? badge('bad', 'warn', 'Open') : badge('good', 'good', 'Closed'))))),
    ),
  );
}

/** The page of a webhook is of its workspace. */
function look(event, row) {
  event.preventDefault();
  session.choose(row.workspace_id);
  go(`/webhooks/${row.webhook_id}`);
}

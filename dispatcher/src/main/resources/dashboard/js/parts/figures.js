/** What was delivered over a range of time, and how fast the receiver answered. */
import { api, ApiError, path } from '../api.js';
import { h, swap } from '../dom.js';
import { count, millis } from '../format.js';
import { keepQuery } from '../router.js';
import { outcomeChart, timeChart } from './chart.js';

const HOUR = 3_600_000;
const RANGES = {
  '6h': { words: '6 hours', span: 6 * HOUR, bucket: '5m' },
  '24h': { words: '24 hours', span: 24 * HOUR, bucket: '1h' },
  '7d': { words: '7 days', span: 7 * 24 * HOUR, bucket: '6h' },
  '30d': { words: '30 days', span: 30 * 24 * HOUR, bucket: '1d' },
};

export function figures(webhookId, query, signal) {
  const asked = query.get('range');
  let range = asked in RANGES ? asked : '24h';
  const place = h('div', { class: 'charts' });
  const buttons = Object.entries(RANGES).map(([name, { words }]) => h('button', { type: 'button', 'aria-pressed': String(name === range), 'data-range': name, on: { click: () => choose(name) } }, words));

  function choose(name) {
    range = name;
    keepQuery({ range });
    buttons.forEach((button) => button.setAttribute('aria-pressed', String(button.dataset.range === name)));
    load();
  }

  async function load() {
    const { span, bucket } = RANGES[range];
    const mine = range;
    const now = Date.now();
    try {
      const stats = await api.get(`${path`/v1/webhooks/${webhookId}`}/stats`, { signal, query: { since: new Date(now - span).toISOString(), until: new Date(now).toISOString(), bucket } });
      if (mine === range) {
        swap(place, drawn(stats.data, bucket));
      }
    } catch (fault) {
      if (!(fault instanceof ApiError)) {
        return; // the page was left
      }
      swap(place, h('p', { class: 'notice bad', role: 'alert' }, fault.message));
    }
  }

  load();
  return h('section', { class: 'panel' }, h('div', { class: 'panel-head' }, h('h2', 'Deliveries over time'), h('div', { class: 'segments', role: 'group', 'aria-label': 'Range' }, buttons)), place);
}

function drawn(rows, bucket) {
  const all = (name) => rows.reduce((sum, row) => sum + row[name], 0);
  const total = all('delivered') + all('failed_attempts');
  if (total === 0) {
    return h('p', { class: 'muted' }, 'Nothing was attempted in this time. Publish an event, or send a test (tests are not counted here).');
  }
  return [
    h('ul', { class: 'legend' }, [['good', 'Delivered', 'delivered'], ['bad', 'Failed attempts', 'failed_attempts'], ['dark', 'Dead letters', 'dead_lettered']].map(([kind, words, name]) => h('li', h('span', { class: `key ${kind}` }), `${words}: ${count(all(name))}`))),
    outcomeChart(rows, bucket),
    h('ul', { class: 'legend' }, h('li', h('span', { class: 'key line-50' }), 'Half are answered within (p50)'), h('li', h('span', { class: 'key line-99' }), '99 in 100 within (p99)')),
    timeChart(rows, bucket),
    h(
      'details',
      h('summary', 'As a table'),
      h(
        'div',
        { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'The figures as a table' },
        h('table', { class: 'plain' }, h('caption', { class: 'hidden' }, 'Deliveries over time'), h('thead', h('tr', ['From', 'Delivered', 'Failed attempts', 'Dead letters', 'Discarded', 'p50', 'p99'].map((name) => h('th', { scope: 'col' }, name)))), h('tbody', rows.filter((row) => row.delivered + row.failed_attempts + row.dead_lettered + row.discarded > 0).map((row) => h('tr', h('th', { scope: 'row' }, new Date(row.at).toLocaleString()), [row.delivered, row.failed_attempts, row.dead_lettered, row.discarded].map((value) => h('td', count(value))), h('td', millis(row.p50_response_time_ms)), h('td', millis(row.p99_response_time_ms)))))),
      ),
    ),
  ];
}

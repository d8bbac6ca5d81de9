/** All webhooks of the workspace: how each is, at a look. */
import { api } from '../api.js';
import { h, id, swap } from '../dom.js';
import { few, percent, shortUrl } from '../format.js';
import { href, keepQuery } from '../router.js';
import { session } from '../session.js';
import { state } from '../parts/badge.js';
import { code } from '../parts/copy.js';
import { icon } from '../parts/icon.js';
import { emptyState, list } from '../parts/list.js';
import { head } from '../parts/page-head.js';
import { spark } from '../parts/spark.js';

const PAGE = 50;
const TYPING = 250;

function draw({ query, signal }) {
  const asked = { q: query.get('q') ?? '', status: query.get('status') ?? '' };
  const sparks = new Map();
  const rows = list({
    caption: 'Webhooks',
    one: 'webhook',
    signal,
    columns: [
      ['Webhook', name, 'wide'],
      ['State', state],
      ['Success, 1 h', (webhook) => percent(webhook.health.success_rate_last_hour), 'number'],
      ['Last 24 h', (webhook) => place(webhook.id), 'trend'],
      ['Waiting', (webhook) => few(webhook.health.backlog), 'number'],
    ],
    fetchPage: (cursor) => api.get('/v1/webhooks', { signal, query: { limit: PAGE, cursor, ...asked } }),
    empty: () => (asked.q || asked.status ? noMatch() : nothingYet()),
  });
  rows.whenLoaded(drawSparks);

  function place(webhookId) {
    const box = h('span', { class: 'spark' });
    sparks.set(webhookId, box);
    return box;
  }

  async function drawSparks(webhooks) {
    if (webhooks.length === 0) {
      return;
    }
    const ids = webhooks.map((webhook) => webhook.id).join(',');
    api.get('/v1/webhooks/stats', { signal, query: { ids } }).then(
      (stats) => stats.data.forEach((row) => swap(sparks.get(row.webhook_id), spark(row.delivered, row.failed_attempts))),
      () => {}, // the list is of use without its small charts
    );
  }

  function ask(changes) {
    Object.assign(asked, changes);
    keepQuery(changes);
    rows.fresh();
  }

  rows.fresh();
  return {
    title: 'Webhooks',
    body: [
      head('Webhooks', { actions: [session.may('manage') && h('a', { class: 'button primary', href: href('/webhooks/new'), 'data-key': 'n' }, icon('plus'), 'New webhook')] }),
      filters(asked, ask),
      rows.box,
    ],
  };
}

function name(webhook) {
  return [
    h('a', { class: 'main-link', href: href(`/webhooks/${webhook.id}`), 'data-row': true }, webhook.description || shortUrl(webhook.url)),
    h('span', { class: 'sub mono' }, webhook.url),
    h('span', { class: 'chips' }, webhook.events.slice(0, 3).map((event) => h('code', { class: 'chip' }, event)), webhook.events.length > 3 && h('span', { class: 'chip' }, `and ${webhook.events.length - 3} more`)),
  ];
}

function filters(asked, ask) {
  const search = id('search');
  const which = id('status');
  let timer;
  const type = (event) => {
    clearTimeout(timer);
    const q = event.target.value.trim();
    timer = setTimeout(() => ask({ q }), TYPING);
  };
  return h(
    'form',
    { class: 'filters', role: 'search', on: { submit: (event) => event.preventDefault() } },
    h('div', { class: 'field grow' }, h('label', { for: search }, 'Search'), h('input', { id: search, type: 'search', value: asked.q, placeholder: 'URL, description, id or event', 'data-key': '/', on: { input: type } })),
    h(
      'div',
      { class: 'field' },
      h('label', { for: which }, 'State'),
      h('select', { id: which, on: { change: (event) => ask({ status: event.target.value }) } }, [['', 'All'], ['enabled', 'Enabled'], ['disabled', 'Disabled or paused']].map(([value, text]) => h('option', { value, selected: value === asked.status }, text))),
    ),
  );
}

function noMatch() {
  return emptyState('No webhook is like that', 'Look for part of the URL, of the description, of an event’s type or of the id.');
}

function nothingYet() {
  const curl = `curl ${location.origin}/v1/webhooks \\\n  -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' \\\n  -d '{"url": "https://example.com/hooks", "events": ["*"]}'`;
  return emptyState(
    'No webhooks yet',
    'A webhook is an address of yours that gets each event you choose, as a signed POST, within moments. Make the first here, or with curl:',
    code(curl, 'How to register a webhook with curl'),
    session.may('manage') && h('a', { class: 'button primary', href: href('/webhooks/new') }, icon('plus'), 'New webhook'),
  );
}

export default { draw };

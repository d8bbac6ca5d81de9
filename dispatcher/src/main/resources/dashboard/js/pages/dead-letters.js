/** What was given up, by its reason, and the way back. */
import { api } from '../api.js';
import { h, swap } from '../dom.js';
import { count, plural } from '../format.js';
import { go, href, keepQuery } from '../router.js';
import { session } from '../session.js';
import { answer } from '../parts/badge.js';
import { confirm } from '../parts/dialog.js';
import { text } from '../parts/fields.js';
import { icon } from '../parts/icon.js';
import { emptyState, list } from '../parts/list.js';
import { head } from '../parts/page-head.js';
import { when } from '../parts/time.js';
import { doing, toast } from '../parts/toast.js';

function draw({ query, signal }) {
  const asked = { webhook_id: query.get('webhook_id') ?? '', type: query.get('type') ?? '', reason: query.get('reason') ?? '' };
  // Of what was loaded without a reason: how often each one is there.
  const reasons = new Map(asked.reason ? [[asked.reason, 0]] : []);
  const chips = h('div', { class: 'segments wrap', role: 'group', 'aria-label': 'Reason' });
  const rows = list({
    caption: 'Dead letters',
    one: 'dead letter',
    signal,
    key: (row) => row.delivery_id,
    attributes: (row) => ({ 'data-reason': row.reason }),
    columns: [
      ['Event', (row) => [h('a', { class: 'main-link', href: href(`/deliveries/${row.delivery_id}`), 'data-row': true }, row.type), h('span', { class: 'sub mono' }, row.event_id)], 'wide'],
      ['Reason', (row) => row.reason],
      ['Last answer', (row) => answer(row.last_status_code, row.last_error)],
      ['Attempts', (row) => row.attempts, 'number'],
      ['Given up', (row) => when(row.at)],
      ['Webhook', (row) => h('a', { class: 'mono', href: href(`/webhooks/${row.webhook_id}`) }, row.webhook_id)],
      ['', (row) => session.may('manage') && h('button', { type: 'button', class: 'button small', on: { click: (event) => back(event.currentTarget, { event_id: row.event_id, webhook_id: row.webhook_id }, 'this dead letter') } }, 'Put back')],
    ],
    fetchPage: (cursor) => api.get('/v1/dead-letters', { signal, query: { ...asked, limit: 100, cursor } }),
    empty: () => emptyState('No dead letters', 'A delivery comes here when its attempts are used up, or when the receiver says that it does not want it. From here it can be put back.'),
  });
  rows.whenLoaded((letters) => {
    if (!asked.reason) {
      letters.forEach((letter) => reasons.set(letter.reason, (reasons.get(letter.reason) ?? 0) + 1));
    }
    drawChips();
  });

  function drawChips() {
    const button = (value, words) => h('button', { type: 'button', 'aria-pressed': String(value === asked.reason), on: { click: () => choose(value) } }, words);
    swap(chips, (reasons.size > 1 || asked.reason) && [button('', 'Every reason'), [...reasons].map(([value, number]) => button(value, number ? `${value} (${count(number)})` : value))]);
  }

  function choose(reason) {
    asked.reason = reason;
    keepQuery({ reason });
    if (!reason) {
      reasons.clear();
    }
    rows.fresh();
  }

  async function back(button, filter, words) {
    await doing(button, async () => {
      const dry = await api.post('/v1/dead-letters/retry', { ...filter, dry_run: true });
      if (await confirm({ title: `Put ${words} back?`, text: `${plural(dry.matched, 'delivery', 'deliveries')} would be made again, each with its contract’s retries from the first on, behind live traffic.`, yes: 'Put back' })) {
        const replay = await api.post('/v1/dead-letters/retry', filter);
        toast('They are on their way.');
        go(`/replays/${replay.replay_id}`);
      }
    });
  }

  function ask(changes) {
    Object.assign(asked, changes);
    keepQuery(changes);
    reasons.clear();
    if (asked.reason) {
      reasons.set(asked.reason, 0);
    }
    rows.fresh();
  }

  rows.fresh();
  const all = h('button', { type: 'button', class: 'button', on: { click: () => back(all, filterOf(asked), Object.values(asked).some(Boolean) ? 'these dead letters' : 'all dead letters') } }, icon('replay'), 'Put all of these back');
  return { title: 'Dead letters', body: [head('Dead letters', { actions: [session.may('manage') && all] }), filters(asked, ask), chips, rows.box] };
}

function filterOf({ webhook_id: webhook, type, reason }) {
  return { ...(webhook && { webhook_id: webhook }), ...(type && { types: [type] }), ...(reason && { reason }) };
}

function filters(asked, ask) {
  const field = (words, name, placeholder) => {
    const made = text(words, name, asked[name], { placeholder, spellcheck: 'false' });
    made.input.addEventListener('change', () => ask({ [name]: made.input.value.trim() }));
    return made;
  };
  const first = field('Webhook', 'webhook_id', 'wh_…');
  first.input.setAttribute('data-key', '/');
  return h('form', { class: 'filters', on: { submit: (event) => event.preventDefault() } }, first.box, field('Type', 'type', 'order.paid').box);
}

export default { draw };

/** A replay: first how many it is, then whether to send. */
import { api, ApiError } from '../api.js';
import { h, swap } from '../dom.js';
import { plural } from '../format.js';
import { go, href } from '../router.js';
import { choice, formFaults, number, text } from '../parts/fields.js';
import { head } from '../parts/page-head.js';
import { doing, toast } from '../parts/toast.js';

const HOUR = 3_600_000;
const WHICH = [
  ['failed', 'What failed: dead letters'],
  ['missed', 'What was missed: discarded, or from before the webhook'],
  ['all', 'All that matches'],
];

function local(at) {
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

async function draw({ query }) {
  const event = text('Event’s id', 'event_id', query.get('event_id'), { hint: 'One event alone; then the times do not matter.', spellcheck: 'false' });
  const webhook = text('Webhook', 'webhook_id', query.get('webhook_id'), { hint: 'All of the workspace’s if empty.', spellcheck: 'false', placeholder: 'wh_…' });
  const since = text('From', 'since', local(Date.now() - 24 * HOUR), { type: 'datetime-local' });
  const until = text('Until', 'until', '', { type: 'datetime-local', hint: 'Now if empty.' });
  const types = text('Types', 'types', '', { placeholder: 'order.*, invoice.paid', hint: 'All if empty; with commas between.' });
  const which = choice('Which', 'status', WHICH, query.get('event_id') ? 'all' : 'failed');
  const rate = number('A second, at most', 'rate_per_second', '', { min: 0.001, step: 'any', hint: 'As fast as the receivers if empty.' });
  const faults = formFaults();
  const counted = h('div', { role: 'status' });
  const count = h('button', { class: 'button primary' }, 'Count first');

  function wish() {
    const fields = { event_id: event.value(), webhook_id: webhook.value(), status: which.value(), rate_per_second: rate.value() };
    if (!event.value()) {
      fields.since = since.value() && new Date(since.value()).toISOString();
      fields.until = until.value() && new Date(until.value()).toISOString();
      fields.types = types.value()?.split(/[\s,]+/).filter(Boolean) ?? null;
    }
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
  }

  async function submit(shown) {
    shown.preventDefault();
    faults.clear(form);
    swap(counted, h('p', { class: 'muted' }, 'Counting …'));
    try {
      const asked = wish();
      const dry = await api.post('/v1/webhooks/replay', { ...asked, dry_run: true });
      swap(counted, dry.state === 'failed' ? h('p', { class: 'notice bad' }, dry.problem) : offer(asked, dry));
    } catch (refused) {
      swap(counted);
      if (!(refused instanceof ApiError)) {
        throw refused;
      }
      faults.show(form, refused);
    }
  }

  function offer(asked, dry) {
    if (dry.state !== 'finished') {
      return h('p', { class: 'notice' }, 'It is a lot, and still being counted: ', h('a', { href: href(`/replays/${dry.replay_id}`) }, 'watch the count'), '.');
    }
    const send = h('button', { type: 'button', class: 'button primary', on: { click: () => doing(send, start) } }, `Send ${plural(dry.matched, 'delivery', 'deliveries')}`);

    async function start() {
      const replay = await api.post('/v1/webhooks/replay', asked);
      toast('The replay has begun.');
      go(`/replays/${replay.replay_id}`);
    }
    return h('div', { class: 'notice counted' }, h('p', h('strong', `${plural(dry.matched, 'delivery', 'deliveries')}`), ` of ${plural(dry.scanned, 'record')} looked at. Nothing has been sent.`), dry.matched > 0 && send);
  }

  const form = h('form', { class: 'panel form', novalidate: true, on: { submit, input: () => swap(counted) } }, faults.summary, which.box, h('div', { class: 'columns' }, webhook.box, event.box), h('div', { class: 'columns' }, since.box, until.box), h('div', { class: 'columns' }, types.box, rate.box), h('div', { class: 'actions' }, count, h('a', { class: 'button', href: href('/replays') }, 'Cancel')), counted);
  return { title: 'New replay', body: [head('New replay', { above: h('a', { href: href('/replays') }, 'Replays') }), form] };
}

export default { draw };

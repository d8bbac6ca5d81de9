/** One delivery: each attempt, what was sent, what came back, how long each step took. */
import { api, path } from '../api.js';
import { h } from '../dom.js';
import { count } from '../format.js';
import { href, reload } from '../router.js';
import { session } from '../session.js';
import { attemptCard } from '../parts/attempt.js';
import { status } from '../parts/badge.js';
import { icon } from '../parts/icon.js';
import { head } from '../parts/page-head.js';
import { payload } from '../parts/payload.js';
import { when } from '../parts/time.js';
import { doing, toast } from '../parts/toast.js';

async function draw({ params, signal }) {
  const delivery = await api.get(path`/v1/deliveries/${params.id}`, { signal, query: { payload: 'text' } });
  const attempts = [...delivery.attempts].reverse();
  return {
    title: `Delivery of ${delivery.type}`,
    body: [
      head(delivery.type, {
        above: [h('a', { href: href('/webhooks') }, 'Webhooks'), ' / ', h('a', { href: href(`/webhooks/${delivery.webhook_id}`) }, 'the webhook')],
        below: h('p', { class: 'under-title' }, status(delivery.status), delivery.test && h('span', { class: 'chip' }, 'test'), h('span', { class: 'mono sub' }, delivery.id)),
        actions: actions(delivery),
      }),
      h('section', { class: 'panel' }, h('h2', { class: 'hidden' }, 'Summary'), h('p', words(delivery)), facts(delivery)),
      h('section', { class: 'panel' }, h('h2', `Attempts (${count(attempts.length)})`), attempts.length ? h('ol', { class: 'timeline' }, attempts.map((attempt, i) => h('li', attemptCard(attempt, delivery.payload, i === 0)))) : h('p', { class: 'muted' }, 'None yet: it waits for its turn.')),
      h('section', { class: 'panel' }, h('h2', 'Payload'), delivery.payload === null ? h('p', { class: 'muted' }, 'It is no longer kept.') : payload(delivery.payload)),
    ],
  };
}

function words(delivery) {
  switch (delivery.status) {
    case 'delivered':
      return `The receiver took it${delivery.attempt_count > 1 ? ` at attempt ${delivery.attempt_count}` : ' at the first attempt'}.`;
    case 'retrying':
      return new Date(delivery.next_attempt_at) > new Date() ? ['It failed so far, and is tried again ', when(delivery.next_attempt_at), '.'] : 'It failed so far. Its next attempt is due, and is made as soon as the webhook has room for it.';
    case 'held':
      return `It waits: ${delivery.reason ?? 'its webhook is paused or down'}. Nothing is lost.`;
    case 'failed':
      return `It was given up: ${delivery.reason ?? 'its attempts are used up'}. It is a dead letter now; retry it once the receiver is mended.`;
    default:
      return `It was thrown away: ${delivery.reason ?? 'its owner said so'}.`;
  }
}

function facts(delivery) {
  const rows = [
    ['Event', h('a', { class: 'mono', href: href(`/events/${delivery.event_id}`) }, delivery.event_id)],
    ['Accepted', when(delivery.accepted_at)],
    ['Attempts', delivery.attempt_count],
    ['Replay', delivery.replay_id && h('a', { class: 'mono', href: href(`/replays/${delivery.replay_id}`) }, delivery.replay_id)],
  ];
  return h('dl', { class: 'facts' }, rows.filter(([, what]) => what !== null).map(([term, what]) => h('div', h('dt', term), h('dd', what))));
}

function actions(delivery) {
  if (!session.may('manage')) {
    return [];
  }
  const retry = h('button', { type: 'button', class: 'button primary', on: { click: (event) => doing(event.currentTarget, again) } }, icon('replay'), 'Retry now');

  async function again() {
    await api.post(`${path`/v1/deliveries/${delivery.id}`}/retry`);
    toast('Asked for. It goes out at once, in a round of its own.');
    setTimeout(() => retry.isConnected && reload(), 1_500);
  }
  return [!delivery.test && retry, !delivery.test && h('a', { class: 'button', href: href('/replays/new', { event_id: delivery.event_id }) }, 'Replay the event')];
}

export default { draw };

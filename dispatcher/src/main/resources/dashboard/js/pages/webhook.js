/** One webhook: how it is, what it delivered, and everything that can be done with it. */
import { api, path } from '../api.js';
import { h, swap } from '../dom.js';
import { exact, shortUrl } from '../format.js';
import { href } from '../router.js';
import { state } from '../parts/badge.js';
import { deliveryList } from '../parts/delivery-list.js';
import { figures } from '../parts/figures.js';
import { healthPanel } from '../parts/health.js';
import { head } from '../parts/page-head.js';
import { every } from '../parts/time.js';
import { webhookActions } from '../parts/webhook-actions.js';

const LOOK_AGAIN = 5_000;

async function draw({ params, query, signal }) {
  const where = path`/v1/webhooks/${params.id}`;
  const top = h('div');
  const health = h('div');
  const settings = h('div');
  const deliveries = deliveryList(params.id, query, signal);

  let shown;

  function show(webhook) {
    shown = webhook;
    swap(
      top,
      head(webhook.description || shortUrl(webhook.url), {
        above: h('a', { href: href('/webhooks') }, 'Webhooks'),
        below: h('p', { class: 'under-title' }, state(webhook), h('span', { class: 'mono sub' }, webhook.url)),
        actions: webhookActions(webhook, show, deliveries.look),
      }),
    );
    swap(health, healthPanel(webhook));
    swap(settings, about(webhook));
  }

  show(await api.get(where, { signal }));
  every(LOOK_AGAIN, signal, async () => {
    try {
      const webhook = await api.get(where, { signal });
      // Its buttons stay under the hand that is about to press one, unless something has changed.
      if (webhook.status !== shown.status || webhook.revision !== shown.revision) {
        show(webhook);
      } else {
        swap(health, healthPanel(webhook));
      }
    } catch {
      // the next look may go well; what was shown stays
    }
  });
  return { title: 'Webhook', body: [top, health, figures(params.id, query, signal), deliveries.box, settings] };
}

function about(webhook) {
  const rows = [
    ['Id', h('code', webhook.id)],
    ['Events', h('span', { class: 'chips' }, webhook.events.map((event) => h('code', { class: 'chip' }, event)))],
    ['Contract', webhook.contract],
    ['Order', webhook.ordering],
    ['At once', webhook.max_in_flight ?? 'as the installation says'],
    ['A second', webhook.rate_limit_per_second ?? 'no limit'],
    ['Time-out', webhook.timeout_ms ? `${webhook.timeout_ms} ms` : 'as the contract says'],
    ['Retries', webhook.retry ?? 'as the contract says'],
    ['Headers', Object.entries(webhook.headers).map(([name, header]) => h('div', h('code', name), ' ', header.secret ? '(secret)' : header.value))],
    ['Token (OAuth 2)', webhook.oauth2 ? `of ${webhook.oauth2.client_id} at ${webhook.oauth2.token_url}` : 'none'],
    ['Client certificate', webhook.tls ? `${webhook.tls.subject}, ends ${exact(webhook.tls.expires_at)}` : 'none'],
    ['Filter', webhook.filter ? h('code', JSON.stringify(webhook.filter)) : 'none'],
    ['Alerts to', h('span', webhook.alert_email ?? 'nobody of its own', '; ', h('a', { href: href('/alerts') }, 'who else'))],
    ['Made', exact(webhook.created_at)],
    ['Changed', `${exact(webhook.updated_at)}, revision ${webhook.revision}`],
  ];
  return h('section', { class: 'panel' }, h('h2', 'Settings'), h('dl', { class: 'facts' }, rows.map(([term, what]) => h('div', h('dt', term), h('dd', what && what.length !== 0 ? what : 'none')))));
}

export default { draw };

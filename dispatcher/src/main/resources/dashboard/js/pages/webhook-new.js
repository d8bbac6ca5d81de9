import { api } from '../api.js';
import { h } from '../dom.js';
import { href } from '../router.js';
import { session } from '../session.js';
import { head } from '../parts/page-head.js';
import { webhookForm } from '../parts/webhook-form.js';
import { secretShown } from '../parts/secret-shown.js';

async function draw({ signal }) {
  const { data: contracts } = await api.get('/v1/contracts', { signal });
  const own = session.me.contract ? contracts : contracts.sort((a, b) => (b.name === 'standard') - (a.name === 'standard'));
  const body = h('div');
  const form = webhookForm({
    contracts: own,
    signal,
    yes: 'Create webhook',
    cancel: href('/webhooks'),
    save: async (fields) => {
      const made = await api.post('/v1/webhooks', fields);
      const contract = contracts.find((one) => one.name === made.contract);
      body.replaceChildren(
        head('The webhook is there', { below: h('p', { class: 'mono sub' }, made.url) }),
        secretShown(made.secret, contract),
        h('p', { class: 'actions' }, h('a', { class: 'button primary', href: href(`/webhooks/${made.id}`) }, 'To the webhook')),
      );
      body.querySelector('h1').tabIndex = -1;
      body.querySelector('h1').focus({ preventScroll: true });
      scrollTo(0, 0);
    },
  });
  body.append(head('New webhook', { above: h('a', { href: href('/webhooks') }, 'Webhooks') }), form);
  return { title: 'New webhook', body };
}

export default { draw };

import { api, path } from '../api.js';
import { h } from '../dom.js';
import { shortUrl } from '../format.js';
import { go, href } from '../router.js';
import { head } from '../parts/page-head.js';
import { toast } from '../parts/toast.js';
import { webhookForm } from '../parts/webhook-form.js';

async function draw({ params, signal }) {
  const where = path`/v1/webhooks/${params.id}`;
  const webhook = await api.get(where, { signal });
  const { data: contracts } = await api.get('/v1/contracts', { signal });
  const form = webhookForm({
    webhook,
    contracts: contracts.filter((contract) => contract.name === webhook.contract),
    signal,
    yes: 'Save',
    cancel: href(`/webhooks/${webhook.id}`),
    save: async (fields) => {
      await api.patch(where, { ...fields, revision: webhook.revision });
      toast('Saved. It holds from the next attempt on.');
      go(`/webhooks/${webhook.id}`);
    },
  });
  const crumbs = [h('a', { href: href('/webhooks') }, 'Webhooks'), ' / ', h('a', { href: href(`/webhooks/${webhook.id}`) }, webhook.description || shortUrl(webhook.url))];
  return { title: 'Edit the webhook', body: [head('Edit the webhook', { above: crumbs }), form] };
}

export default { draw };

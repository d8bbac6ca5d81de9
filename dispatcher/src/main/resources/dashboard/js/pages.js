/** Every page, by its address. Each is fetched when it is first looked at. */
const page = (name) => () => import(`./pages/${name}.js`).then((module) => module.default);

export const pages = [
  ['/', page('webhooks')],
  ['/webhooks', page('webhooks')],
  ['/webhooks/new', page('webhook-new')],
  ['/webhooks/:id', page('webhook')],
  ['/webhooks/:id/edit', page('webhook-edit')],
  ['/deliveries/:id', page('delivery')],
  ['/events', page('events')],
  ['/events/:id', page('event')],
  ['/replays', page('replays')],
  ['/replays/new', page('replay-new')],
  ['/replays/:id', page('replay')],
  ['/dead-letters', page('dead-letters')],
  ['/alerts', page('alerts')],
  ['/catalogue', page('catalogue')],
  ['/operators', page('operators')],
];

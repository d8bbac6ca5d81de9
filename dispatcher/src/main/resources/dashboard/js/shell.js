/** What stands around every page: navigation, who is signed in, and what went wrong. */
import { ApiError } from './api.js';
import { h, swap } from './dom.js';
import { helpButton } from './keys.js';
import { here, href, reload } from './router.js';
import { session } from './session.js';
import { theme } from './theme.js';
import { icon } from './parts/icon.js';
import { workspacePicker } from './parts/workspace-picker.js';

const LINKS = [
  ['/webhooks', 'Webhooks', 'hook'],
  ['/events', 'Events', 'event'],
  ['/replays', 'Replays', 'replay'],
  ['/dead-letters', 'Dead letters', 'dead'],
  ['/alerts', 'Alerts', 'bell'],
  ['/catalogue', 'Catalogue', 'book'],
];
const OPERATOR = ['/operators', 'Operators', 'gauge'];

/** Draws into the element; answers what the router calls for each page. */
export function shell(app) {
  const main = h('main', { id: 'main', tabindex: '-1' });
  const links = h('ul', { class: 'nav-links' });
  const menu = h('button', { type: 'button', class: 'menu-button', 'aria-expanded': 'false', 'aria-controls': 'nav', on: { click: toggle } }, icon('menu'), 'Menu');
  const nav = h('nav', { id: 'nav', class: 'nav', 'aria-label': 'Main' }, links, foot());
  const header = h('header', { class: 'top' }, h('a', { class: 'brand', href: href('/webhooks') }, icon('brand'), 'Hookstream'), session.isOperator && workspacePicker(reload), menu);
  swap(app, h('a', { class: 'skip', href: '#main' }, 'Skip to the content'), header, nav, main);

  function toggle() {
    open(menu.getAttribute('aria-expanded') !== 'true');
  }

  function open(is) {
    menu.setAttribute('aria-expanded', String(is));
    nav.classList.toggle('open', is);
  }

  function mark() {
    const path = here() === '/' ? '/webhooks' : here();
    const all = session.isOperator ? [...LINKS, OPERATOR] : LINKS;
    swap(
      links,
      all.map(([to, name, sign]) => {
        const current = path === to || path.startsWith(`${to}/`) || (to === '/webhooks' && path.startsWith('/deliveries'));
        return h('li', h('a', { href: href(to), 'aria-current': current && 'page' }, icon(sign), name));
      }),
    );
  }

  return (visit) => {
    open(false);
    mark();
    return draw(main, visit);
  };
}

function foot() {
  const name = session.isOperator ? 'The operator' : session.me.name || (session.me.kind === 'portal' ? 'A portal session' : session.me.id);
  const themeButton = h('button', { type: 'button', class: 'quiet', on: { click: () => swap(themeButton, icon('theme'), `Theme: ${theme.turn()}`) } }, icon('theme'), `Theme: ${theme.current}`);
  return h(
    'div',
    { class: 'nav-foot' },
    h('p', { class: 'who' }, h('strong', name), h('span', session.isOperator ? 'every workspace' : session.workspace), session.me.scopes.includes('manage') ? null : h('span', 'may look, not change')),
    themeButton,
    helpButton(),
    h('button', { type: 'button', class: 'quiet', on: { click: signOut } }, icon('out'), 'Sign out'),
  );
}

function signOut() {
  session.end();
  location.assign(href('/'));
}

async function draw(main, visit) {
  main.setAttribute('aria-busy', 'true');
  main.classList.add('loading');
  let page;
  try {
    page = await content(visit);
  } catch (fault) {
    if (visit.signal.aborted) {
      return;
    }
    page = { title: 'Something is wrong', body: problem(fault) };
  }
  if (visit.signal.aborted) {
    return;
  }
  document.title = `${page.title} · Hookstream`;
  swap(main, page.body);
  main.classList.remove('loading');
  main.setAttribute('aria-busy', 'false');
  if (visit.moved) {
    scrollTo(0, 0);
    const heading = main.querySelector('h1');
    heading?.setAttribute('tabindex', '-1');
    heading?.focus({ preventScroll: true });
  }
}

async function content(visit) {
  if (!visit.load) {
    return { title: 'Not found', body: notice('There is no such page', 'The address may be from an older link.', h('a', { class: 'button', href: href('/webhooks') }, 'To the webhooks')) };
  }
  const page = await visit.load();
  if (session.isOperator && !session.workspace && !page.forEveryWorkspace) {
    return { title: 'Choose a workspace', body: notice('Which workspace?', 'You are the operator and see all of them. Choose one above; under Operators is what concerns them all.', h('a', { class: 'button', href: href('/operators') }, 'To the operators’ page')) };
  }
  return page.draw(visit);
}

function notice(title, text, ...more) {
  return h('section', { class: 'empty' }, h('h1', title), h('p', text), more);
}

function problem(fault) {
  if (!(fault instanceof ApiError)) {
    console.error(fault);
  }
  const [title, text] = fault instanceof ApiError ? [fault.title, fault.message] : ['This page failed', String(fault.message ?? fault)];
  return notice(title, text, h('button', { type: 'button', class: 'button', on: { click: reload } }, 'Try again'));
}

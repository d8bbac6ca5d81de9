/** A page's heading with what can be done there. */
import { h } from '../dom.js';

export function head(title, { above, below, actions = [] } = {}) {
  return h('div', { class: 'page-head' }, h('div', { class: 'page-title' }, above && h('p', { class: 'crumbs' }, above), h('h1', title), below), h('div', { class: 'actions' }, actions));
}

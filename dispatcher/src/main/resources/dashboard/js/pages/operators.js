/** What only the operator sees: workspaces and keys, lag, delay lines, busy webhooks, what was rejected. */
import { h } from '../dom.js';
import { session } from '../session.js';
import { busy } from '../parts/operators-busy.js';
import { keys } from '../parts/operators-keys.js';
import { lag } from '../parts/operators-lag.js';
import { rejected } from '../parts/operators-rejected.js';
import { emptyState } from '../parts/list.js';
import { head } from '../parts/page-head.js';

function draw({ signal }) {
  if (!session.isOperator) {
    return { title: 'Operators', body: [head('Operators'), emptyState('For the operator', 'Sign in with the operator’s key to see workspaces, lag and rejected events.')] };
  }
  return { title: 'Operators', body: [head('Operators', { below: h('p', { class: 'sub' }, 'Every workspace of this installation.') }), lag(signal), busy(signal), keys(signal), rejected(signal)] };
}

export default { draw, forEveryWorkspace: true };

/** For receivers that ask for more than a signature: a token by OAuth 2, a client certificate. */
import { h } from '../dom.js';
import { choice, text, field } from './fields.js';

/** Each is given whole or not at all: what is there stays while its fields are empty. */
export function receiverAuth(old) {
  const tokenUrl = text('Token’s URL', 'token_url', '', { placeholder: 'https://login.example.com/token', spellcheck: 'false' });
  const client = text('Client’s id', 'client_id', '', { spellcheck: 'false' });
  const secret = text('Client’s secret', 'client_secret', '', { type: 'password', autocomplete: 'off' });
  const scope = text('Scope', 'scope', '', { spellcheck: 'false' });
  const how = choice('Sent in', 'client_auth', [['basic', 'the header (basic)'], ['body', 'the body']], 'basic');
  const pem = (label, name) => field(label, name, h('textarea', { rows: '3', spellcheck: 'false', placeholder: '-----BEGIN …' }));
  const certificate = pem('Certificate (PEM)', 'certificate');
  const key = pem('Private key (PEM, PKCS#8)', 'private_key');
  const ca = pem('Authorities that alone are trusted (PEM)', 'ca');
  const noToken = remove('Take the token away', old.oauth2);
  const noCertificate = remove('Take the certificate away', old.tls);
  return {
    boxes: [
      part('oauth2', 'Token by OAuth 2', old.oauth2 && `There is one for ${old.oauth2.client_id}. It stays unless you fill these in.`, tokenUrl.box, h('div', { class: 'columns' }, client.box, secret.box), h('div', { class: 'columns' }, scope.box, how.box), noToken.box),
      part('tls', 'Client certificate', old.tls && `There is one: ${old.tls.subject}. It stays unless you fill these in.`, certificate.box, key.box, ca.box, noCertificate.box),
    ],
    value() {
      const fields = {};
      if (tokenUrl.value() || client.value() || secret.value()) {
        fields.oauth2 = { token_url: tokenUrl.value() ?? '', client_id: client.value() ?? '', client_secret: secret.value() ?? '', client_auth: how.value(), ...(scope.value() && { scope: scope.value() }) };
      } else if (noToken.is()) {
        fields.oauth2 = null;
      }
      const given = (one) => one.input.value.trim();
      if (given(certificate) || given(key)) {
        fields.tls = { certificate: given(certificate), private_key: given(key), ...(given(ca) && { ca: given(ca) }) };
      } else if (noCertificate.is()) {
        fields.tls = null;
      }
      return fields;
    },
  };
}

function part(name, title, hint, ...boxes) {
  return h('details', { class: 'auth-part', 'data-field': name }, h('summary', title), hint && h('p', { class: 'hint' }, hint), boxes, h('p', { class: 'fault', role: 'alert' }));
}

function remove(words, there) {
  const box = h('input', { type: 'checkbox' });
  return { box: there ? h('label', { class: 'check' }, box, h('span', words)) : null, is: () => Boolean(there) && box.checked };
}

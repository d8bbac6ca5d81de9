const crypto = require('node:crypto');

const TOLERANCE_SECONDS = 5 * 60;

/** True where the request is ours and fresh; body is a Buffer with the bytes as they came. */
function verify(secret, id, timestamp, signatures, body, now = Date.now() / 1000) {
  if (!/^\d{1,12}$/.test(timestamp ?? '')) return false;
  if (Math.abs(now - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const mac = crypto.createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body);
  const expected = Buffer.from('v1,' + mac.digest('base64'));
  // While a secret is rotated there are several, separated by spaces.
  return (signatures ?? '').split(' ').some((signature) => {
    const given = Buffer.from(signature);
    return given.length === expected.length && crypto.timingSafeEqual(given, expected);
  });
}

module.exports = { verify };

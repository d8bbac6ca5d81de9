export function node(f) {
  const parts = f.signed.map((part) => (part === '{body}' ? '.update(body)' : `.update(${{ '{id}': 'id', '{timestamp}': 'timestamp' }[part] ?? JSON.stringify(part)})`));
  const lines = [
    "const crypto = require('node:crypto');",
    '',
    '/** headers by lower-case name; body is a Buffer with the bytes as they came. */',
    'function verify(secret, headers, body, now = Date.now() / 1000) {',
  ];
  if (f.idHeader) {
    lines.push(`  const id = headers['${f.idHeader.toLowerCase()}'] ?? '';`);
  }
  if (f.timeHeader) {
    lines.push(
      `  const timestamp = headers['${f.timeHeader.toLowerCase()}'] ?? '';`,
      '  if (!/^\\d{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp)) > 300) return false;',
    );
  }
  const text = f.keyPrefix ? `secret.replace(/^${f.keyPrefix}/, '')` : 'secret';
  lines.push(
    `  const key = Buffer.from(${text}, '${f.base64Key ? 'base64' : 'utf8'}');`,
    `  const mac = crypto.createHmac('sha256', key)${parts.join('')};`,
    `  const expected = Buffer.from(${f.before ? `'${f.before}' + ` : ''}mac.digest('${f.hex ? 'hex' : 'base64'}')${f.after ? ` + '${f.after}'` : ''});`,
    '  const same = (given) => given.length === expected.length && crypto.timingSafeEqual(given, expected);',
    `  const given = headers['${f.header.toLowerCase()}'] ?? '';`,
    f.separator ? `  return given.split('${f.separator}').some((one) => same(Buffer.from(one)));` : '  return same(Buffer.from(given));',
    '}',
    '',
    'module.exports = { verify };',
  );
  return lines.join('\n');
}

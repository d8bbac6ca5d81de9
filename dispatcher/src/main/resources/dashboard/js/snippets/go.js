export function go(f) {
  const write = (text) => ({ '{body}': '\tmac.Write(body)', '{id}': '\tmac.Write([]byte(id))', '{timestamp}': '\tmac.Write([]byte(timestamp))' })[text] ?? `\tmac.Write([]byte(${JSON.stringify(text)}))`;
  const packages = ['crypto/hmac', 'crypto/sha256', f.hex && 'encoding/hex', (f.base64Key || !f.hex) && 'encoding/base64', 'net/http', f.timeHeader && 'strconv', (f.separator || f.keyPrefix) && 'strings', f.timeHeader && 'time'].filter(Boolean).sort();
  const text = f.keyPrefix ? `strings.TrimPrefix(secret, "${f.keyPrefix}")` : 'secret';
  const lines = ['package webhook', '', 'import (', ...packages.map((name) => `\t"${name}"`), ')', '', '// Verify takes the body as it came.', `func Verify(secret string, headers http.Header, body []byte${f.timeHeader ? ', now time.Time' : ''}) bool {`];
  if (f.idHeader) {
    lines.push(`\tid := headers.Get("${f.idHeader}")`);
  }
  if (f.timeHeader) {
    lines.push(
      `\ttimestamp := headers.Get("${f.timeHeader}")`,
      '\tseconds, err := strconv.ParseInt(timestamp, 10, 64)',
      '\tif err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > 5*time.Minute {',
      '\t\treturn false',
      '\t}',
    );
  }
  if (f.base64Key) {
    lines.push(`\tkey, err := base64.StdEncoding.DecodeString(${text})`, '\tif err != nil {', '\t\treturn false', '\t}');
  } else {
    lines.push(`\tkey := []byte(${text})`);
  }
  const encoded = f.hex ? 'hex.EncodeToString(mac.Sum(nil))' : 'base64.StdEncoding.EncodeToString(mac.Sum(nil))';
  lines.push(
    '\tmac := hmac.New(sha256.New, key)',
    ...f.signed.map(write),
    `\texpected := ${f.before ? `"${f.before}" + ` : ''}${encoded}${f.after ? ` + "${f.after}"` : ''}`,
    ...(f.separator
      ? [`\tfor _, given := range strings.Split(headers.Get("${f.header}"), "${f.separator}") {`, '\t\tif hmac.Equal([]byte(given), []byte(expected)) {', '\t\t\treturn true', '\t\t}', '\t}', '\treturn false']
      : [`\treturn hmac.Equal([]byte(headers.Get("${f.header}")), []byte(expected))`]),
    '}',
  );
  return lines.join('\n');
}

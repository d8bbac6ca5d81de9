// A case a line: secret, id, timestamp, signatures, body, now; each "=" and base64.
const { readFileSync } = require('node:fs');
const { verify } = require(process.argv[2] + '/verify.js');

for (const line of readFileSync(0, 'utf8').trim().split('\n')) {
  const fields = line.split(' ').map((field) => Buffer.from(field.slice(1), 'base64'));
  const [secret, id, timestamp, signatures] = fields.slice(0, 4).map(String);
  console.log(verify(secret, id, timestamp, signatures, fields[4], Number(fields[5])));
}

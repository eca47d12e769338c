// webhooks.mjs ADDRESS URL SECRET...: has URL transcribed and receives the webhook, whose signature must be good for each secret.
// Prints the operation's name.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';

const [address, url, ...secrets] = process.argv.slice(2);
const foreignSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

const receiver = createServer();
await new Promise((listening) => receiver.listen(0, '127.0.0.1', listening));
const delivery = new Promise((resolve) => {
  receiver.on('request', async (request, answer) => {
    const body = await text(request);
    answer.writeHead(204).end();
    resolve({ headers: request.headers, body });
  });
});

const created = await fetch(new URL('/v1/transcribe:longRunning', address), {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ request: { uri: url }, webhookUri: `http://127.0.0.1:${receiver.address().port}/` }),
});
assert.equal(created.status, 200);
const { name } = await created.json();
const { headers, body } = await delivery;

for (const secret of secrets) {
  const webhook = new Webhook(secret);
  const event = webhook.verify(body, headers);
  assert.equal(event.name, name);
  assert.equal(event.state, 'SUCCEEDED');
  assert.ok(event.text.length > 0);
  assert.throws(() => webhook.verify(`${body} `, headers), WebhookVerificationError);
}
assert.throws(() => new Webhook(foreignSecret).verify(body, headers), WebhookVerificationError);

console.log(name);
process.exit();

// operations.mjs ADDRESS SAMPLE HELD_URL: Google's helpers for long-running operations. Prints the sample's text.
// HELD_URL is audio that does not come, so that there is something to cancel.
import assert from 'node:assert/strict';
import { connect, sample } from './transcriber.mjs';

const [address, samplePath, heldUrl] = process.argv.slice(2);
const CANCELLED = 1;
const NOT_FOUND = 5;
const client = await connect(address);

// Polled until it is done.
const [operation] = await client.transcribeLongRunning(sample(samplePath));
assert.match(operation.name, /^operations\//);
const [response, metadata, done] = await operation.promise();
assert.equal(metadata.progressPercent, 100);
assert.equal(done.name, operation.name);

// Cancelled.
const [held] = await client.transcribeLongRunning({ request: { uri: heldUrl } });
assert.equal((await listed()).length, 2);
await held.cancel();
await assert.rejects(held.promise(), (error) => error.code === CANCELLED);

// Read, listed in pages of one, and deleted.
const [read] = await client.operations.getOperation({ name: operation.name });
assert.equal(read.done, true);
assert.deepEqual(await listed(), [held.name, operation.name]);
await client.operations.deleteOperation({ name: operation.name });
await assert.rejects(client.operations.getOperation({ name: operation.name }), (error) => error.code === NOT_FOUND);
assert.deepEqual(await listed(), [held.name]);

console.log(response.text);
process.exit();

async function listed() {
  const names = [];
  for await (const each of client.operations.listOperationsAsync({ name: 'operations', filter: '', pageSize: 1 })) names.push(each.name);
  return names;
}

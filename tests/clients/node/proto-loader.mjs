// proto-loader.mjs ADDRESS SAMPLE: calls the server with what proto-loader makes of protos/ alone. Prints the sample's text.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const [address, samplePath] = process.argv.slice(2);
const protos = fileURLToPath(new URL('../../../protos', import.meta.url));
const files = ['transcribe/v1/transcribe.proto', 'google/longrunning/operations.proto', 'google/rpc/error_details.proto'];
const { transcribe, google } = grpc.loadPackageDefinition(loader.loadSync(files, { includeDirs: [protos], arrays: true }));
const connection = [new URL(address).host, grpc.credentials.createInsecure()];

const transcriber = new transcribe.v1.Transcriber(...connection);
const { text } = await call(transcriber, 'transcribe', { content: readFileSync(samplePath) });

const operations = new google.longrunning.Operations(...connection);
const list = await call(operations, 'listOperations', {});
assert.deepEqual(list.operations, []);

console.log(text);
process.exit();

function call(client, method, request) {
  return new Promise((resolve, reject) => client[method](request, (error, response) => (error ? reject(error) : resolve(response))));
}

// A client as Google's generator would write it, over google-gax alone.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import gax from 'google-gax';

const protos = fileURLToPath(new URL('../../../protos', import.meta.url));
const SERVICE = 'transcribe.v1.Transcriber';
const CONFIG = { interfaces: { [SERVICE]: { retry_codes: {}, retry_params: {}, methods: { TranscribeLongRunning: {} } } } };

/** The transcriber and the operations client of the server at an http address. */
export async function connect(address) {
  const { hostname, port } = new URL(address);
  const client = new gax.GrpcClient({});
  const options = { servicePath: hostname, port, sslCreds: gax.grpc.credentials.createInsecure() };
  const operations = gax.lro({}).operationsClient(options);
  const stub = await client.createStub(client.loadProto(protos, 'transcribe/v1/transcribe.proto').transcribe.v1.Transcriber, options);
  const { transcribeLongRunning: settings } = client.constructSettings(SERVICE, CONFIG, {}, {});
  const start = Promise.resolve((...args) => stub.transcribeLongRunning(...args));
  return { operations, transcribeLongRunning: gax.createApiCall(start, settings, longRunning(operations)) };
}

export const sample = (path) => ({ request: { content: readFileSync(path) } });

function longRunning(operations) {
  const root = new gax.protobuf.Root();
  root.resolvePath = (_, target) => gax.GrpcClient._resolveFile(protos, target);
  root.loadSync('transcribe/v1/transcribe.proto');
  const decoder = (name) => {
    const type = root.lookupType(`transcribe.v1.${name}`);
    return (bytes) => type.decode(bytes);
  };
  return new gax.LongrunningDescriptor(operations, decoder('TranscribeResponse'), decoder('TranscribeMetadata'));
}

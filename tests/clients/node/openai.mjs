// openai.mjs ADDRESS FILE MODEL: calls the server with OpenAI's client. Prints one JSON object with what it got.
import { File } from 'node:buffer';
import { createReadStream, readFileSync } from 'node:fs';
import OpenAI, { toFile } from 'openai';

// Node.js 18 has it, but not as a global.
globalThis.File ??= File;

const [address, path, model] = process.argv.slice(2);
const client = new OpenAI({ baseURL: new URL('/v1', address).href, apiKey: 'none', maxRetries: 0 });
const create = async (options) =>
  client.audio.transcriptions.create({ file: await toFile(readFileSync(path), 'a.wav', { type: 'audio/wav' }), model, ...options });

const deltas = [];
let done;
for await (const event of await create({ stream: true, include: ['logprobs'] })) {
  if (event.type === 'transcript.text.delta') deltas.push(event.delta);
  if (event.type === 'transcript.text.done') done = event;
}
const unknown = await create({ model: 'nobody' }).catch((error) => error);
const models = await client.models.list();

console.log(JSON.stringify({
  json: await create({ include: ['logprobs'], chunking_strategy: { type: 'server_vad', threshold: 0.5 } }),
  // Chunked, without a content type, and before the other fields.
  chunked: await client.audio.transcriptions.create({ file: createReadStream(path), model }),
  text: await create({ response_format: 'text' }),
  srt: await create({ response_format: 'srt' }),
  vtt: await create({ response_format: 'vtt' }),
  verbose: await create({
    response_format: 'verbose_json',
    language: 'English',
    temperature: 0,
    prompt: 'digits',
    timestamp_granularities: ['word', 'segment'],
  }),
  translation: await client.audio.translations.create({ file: createReadStream(path), model, response_format: 'verbose_json' }),
  deltas,
  done,
  models: models.data.map(({ id }) => id),
  found: (await client.models.retrieve('whisper-1')).id,
  unknown: { name: unknown.constructor.name, status: unknown.status, code: unknown.code, param: unknown.param, type: unknown.type },
  requestId: (await create({}))._request_id,
}));

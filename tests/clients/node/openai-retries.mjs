// openai-retries.mjs ADDRESS FILE MODEL: transcribes with OpenAI's client and its retries. Prints the text, or the status of the failure.
import { File } from 'node:buffer';
import { readFileSync } from 'node:fs';
import OpenAI, { toFile } from 'openai';

// Node.js 18 has it, but not as a global.
globalThis.File ??= File;

const [address, path, model] = process.argv.slice(2);
const client = new OpenAI({ baseURL: new URL('/v1', address).href, apiKey: 'none' });
const file = await toFile(readFileSync(path), 'a.wav', { type: 'audio/wav' });
console.log(await client.audio.transcriptions.create({ file, model }).then(({ text }) => text, ({ status }) => status));

// ai-sdk.mjs ADDRESS FILE PCM: transcribes with the AI SDK and its provider of OpenAI's API. PCM is a file of 24 kHz, 16 bits, mono. The
// provider knows the models by their names: the server needs aliases for them. Prints one JSON object with what it got.
import { File } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { createOpenAI } from '@ai-sdk/openai';
import { experimental_streamTranscribe as streamTranscribe, transcribe } from 'ai';
import { WebSocket } from 'ws';

// Node.js 18 has it, but not as a global.
globalThis.File ??= File;

const [address, path, pcm] = process.argv.slice(2);
const baseURL = new URL('/v1', address).href;
const audio = readFileSync(path);
let statuses = [];
const openai = createOpenAI({
  baseURL,
  apiKey: 'none',
  webSocket: WebSocket,
  fetch: async (...request) => {
    const response = await fetch(...request);
    statuses.push(response.status);
    return response;
  },
});

const verbose = await transcribe({ model: openai.transcription('whisper-1'), audio });
const words = await transcribe({
  model: openai.transcription('whisper-1'),
  audio,
  providerOptions: { openai: { language: 'en', prompt: 'digits', temperature: 0, timestampGranularities: ['word'] } },
});
const json = await transcribe({
  model: openai.transcription('gpt-4o-transcribe'),
  audio,
  providerOptions: { openai: { include: ['logprobs'], keywords: ['one', 'two'], chunkingStrategy: { type: 'server_vad', threshold: 0.5 } } },
});

const streamed = streamTranscribe({
  model: openai.transcription('gpt-realtime-whisper'),
  audio: pieces(readFileSync(pcm)),
  inputAudioFormat: { type: 'audio/pcm', rate: 24_000 },
  providerOptions: { openai: { language: 'en' } },
});
const parts = [];
for await (const part of streamed.fullStream) parts.push(part);

const unknown = await failure(openai.transcription('nobody'));
const retried = await retry();

console.log(JSON.stringify({
  verbose: result(verbose), words: result(words), json: result(json), parts, streamed: await streamed.text, unknown, retried,
}));

function result({ text, segments, language, durationInSeconds, warnings }) {
  return { text, segments, language, durationInSeconds, warnings };
}

function pieces(bytes) {
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 48_000) controller.enqueue(bytes.subarray(at, at + 48_000));
      controller.close();
    },
  });
}

async function failure(model) {
  statuses = [];
  const error = await transcribe({ model, audio }).catch((thrown) => thrown);
  return { name: error.name, statusCode: error.statusCode, isRetryable: error.isRetryable, message: error.message, statuses };
}

/** Transcribes with the quota used up. The quota may grow before the call, so this repeats until the call was refused at first. */
async function retry() {
  do {
    while ((await fetch(`${baseURL}/models`)).status !== 429);
    statuses = [];
    var { text } = await transcribe({ model: openai.transcription('whisper-1'), audio });
  } while (statuses.length === 1);
  return { text, statuses };
}

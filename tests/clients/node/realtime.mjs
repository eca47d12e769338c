// realtime.mjs ADDRESS PCM: transcribes with OpenAI's Realtime client over TLS, once with turns that the server finds, and once with turns
// that the client commits; before, it creates an ephemeral key, one for a session of the beta, and one for a model that is not there. PCM
// is a file of 24 kHz, 16 bits, mono. Prints one JSON object with the keys, the refusal and the events of both sessions.
import { readFileSync } from 'node:fs';
import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';

const [address, path] = process.argv.slice(2);
const PIECE = 48_000;
const COMPLETED = 'conversation.item.input_audio_transcription.completed';
const speech = readFileSync(path);
const client = new OpenAI({ baseURL: new URL('/v1', address).href, apiKey: 'none' });

const key = await client.realtime.clientSecrets.create({
  expires_after: { anchor: 'created_at', seconds: 60 },
  session: { type: 'transcription', audio: { input: { transcription: { model: 'whisper-1', language: 'en' } } } },
});
const beta = await client.beta.realtime.transcriptionSessions.create({
  client_secret: { expires_at: { anchor: 'created_at', seconds: 60 } },
  input_audio_format: 'g711_ulaw',
  input_audio_transcription: { model: 'whisper-1', language: 'en' },
});
const refusal = await client.realtime.clientSecrets
  .create({ session: { type: 'transcription', audio: { input: { transcription: { model: 'nobody' } } } } })
  .then(() => null, ({ name, status, code, param, type }) => ({ name, status, code, param, type }));

const serverVad = await open({ type: 'server_vad', silence_duration_ms: 2_000 });
append(serverVad, Buffer.concat([speech, Buffer.alloc(2.5 * PIECE)]));
await serverVad.until(COMPLETED);
await serverVad.close();

const manual = await open(null);
manual.session.send({ type: 'input_audio_buffer.commit', event_id: 'too-early' });
await manual.until('error');
manual.session.send({ type: 'response.create', event_id: 'not-here' });
await manual.until('error', 2);
append(manual, speech);
manual.session.send({ type: 'input_audio_buffer.commit' });
await manual.until(COMPLETED);
await manual.close();

console.log(JSON.stringify({ key, beta, refusal, serverVad: serverVad.events, manual: manual.events, errors: manual.errors }));

/** Opens a session and sets its turn detection. */
async function open(turnDetection) {
  const session = new OpenAIRealtimeWS({ intent: 'transcription' }, client);
  const events = [];
  const errors = [];
  let wake = () => {};
  session.on('event', (event) => { events.push(event); wake(); });
  // A failure of the connection has no event.
  session.on('error', (error) => { if (!error.error) throw error; errors.push({ name: error.name, message: error.message }); });
  const until = async (type, count = 1) => {
    while (events.filter((event) => event.type === type).length < count) await new Promise((resolve) => { wake = resolve; });
  };
  const close = () => new Promise((closed) => { session.socket.on('close', closed); session.close(); });

  await until('session.created');
  session.send({
    type: 'session.update',
    session: {
      type: 'transcription',
      audio: {
        input: {
          format: { type: 'audio/pcm', rate: 24_000 },
          transcription: { model: 'whisper-1', language: 'en' },
          turn_detection: turnDetection,
        },
      },
      include: ['item.input_audio_transcription.logprobs'],
    },
  });
  await until('session.updated');
  return { session, events, errors, until, close };
}

function append({ session }, audio) {
  for (let at = 0; at < audio.length; at += PIECE)
    session.send({ type: 'input_audio_buffer.append', audio: audio.subarray(at, at + PIECE).toString('base64') });
}

// Makes each call of the OpenAPI document with a client whose types were generated from it.
import createClient from 'openapi-fetch';
import type { paths } from './schema.js';

/** WebSockets are not calls of an HTTP client. */
const sockets = ['TranscribeLive', 'ConnectRealtime'];

export async function makeCalls(server: string, recording: string, document: any): Promise<void> {
    const client = createClient<paths>({ baseUrl: server });
    const made = new Set<string>(sockets);

    /** Notes a call that must have succeeded, and returns its data. */
    async function must<T>(
        id: string, call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<NonNullable<T>> {
        const { data, error, response } = await call;
        if (!response.ok || data === undefined || data === null)
            throw new Error(`${id}: ${response.status} ${JSON.stringify(error)}`);
        made.add(id);
        return data;
    }

    function equal(actual: unknown, expected: unknown): void {
        if (actual !== expected)
            throw new Error(`Expected ${JSON.stringify(expected)}, but got ${JSON.stringify(actual)}`);
    }

    const json = { body: { uri: recording, config: { enableWordTimestamps: true } } };
    const whole = await must('Transcribe', client.POST('/v1/transcribe', json));
    const text: string = whole.text;
    const firstWord: string = whole.segments[0].words[0].word;
    equal(text.startsWith(firstWord), true);

    const lines = await must('TranscribeStream', client.POST('/v1/transcribe:stream', { ...json, parseAs: 'text' }));
    equal(String(lines).trimEnd().split('\n').length, whole.segments.length + 1);

    const operation = await must('TranscribeLongRunning', client.POST('/v1/transcribe:longRunning', { body: { request: json.body } }));
    const path = { operation: operation.name.replace('operations/', '') };
    const events = await must(
        'WatchTranscription', client.GET('/v1/operations/{operation}:watch', { params: { path }, parseAs: 'text' }));
    equal(String(events).includes('"done"'), true);
    const done = await must('GetOperation', client.GET('/v1/operations/{operation}', { params: { path } }));
    equal((done.response as any).text, text);
    const page = await must(
        'ListSegments', client.GET('/v1/operations/{operation}/segments', { params: { path, query: { pageSize: 1 } } }));
    equal(page.segments[0].text, (done.response as any).segments[0].text);
    const subtitles = await must('GetSubtitles', client.GET(
        '/v1/operations/{operation}:subtitles', { params: { path, query: { format: 'VTT' } }, parseAs: 'text' }));
    equal(String(subtitles).startsWith('WEBVTT'), true);
    const list = await must('ListOperations', client.GET('/v1/operations', { params: { query: { pageSize: 5 } } }));
    equal(list.operations.length, 1);
    await must('CancelOperation', client.POST('/v1/operations/{operation}:cancel', { params: { path }, body: {} }));
    await must('DeleteOperation', client.DELETE('/v1/operations/{operation}', { params: { path } }));

    const models = await must('ListModels', client.GET('/v1/models'));
    equal(models.object, 'list');
    const model = await must('GetModel', client.GET('/v1/models/{id}', { params: { path: { id: models.data[0].id } } }));
    equal(model.id, models.data[0].id);
    const named = { body: { model: models.data[0].id } };
    for (const started of [
        await must('PullModel', client.POST('/v1/models:pull', named)), await must('LoadModel', client.POST('/v1/models:load', named))])
        equal(started.name.startsWith('operations/models-'), true);
    const unloaded = await must('UnloadModel', client.POST('/v1/models:unload', { body: { model: models.data[1].id } }));
    equal(unloaded.loaded, false);
    equal((await must('GetHealth', client.GET('/health'))).status, 'ok');
    equal((await must('GetLiveness', client.GET('/livez'))).status, 'ok');
    equal((await must('GetReadiness', client.GET('/readyz'))).operations, 'ok');
    equal((await must('GetStartup', client.GET('/startupz'))).status, 'ok');

    equal((await must('Generate', client.POST('/generate', { body: { url: recording } }))).result, text);
    await must('GenerateWebhook', client.POST('/generate_webhook', { body: { url: recording } }));
    const id = crypto.randomUUID();
    const submitted = await fetch(new URL('/generate', server), {
        method: 'POST',
        headers: { 'content-type': 'application/json', prefer: 'respond-async', 'x-inference-id': id },
        body: JSON.stringify({ url: recording }),
    });
    equal(submitted.status, 202);
    const params = { path: { deployment: 'transcribe' }, header: { 'X-Inference-Id': id } };
    while ((await must('GetInferenceStatus', client.GET('/status/{deployment}', { params }))).Status !== 3)
        await new Promise(resolve => setTimeout(resolve, 50));
    equal((await must('GetInferenceResult', client.GET('/result/{deployment}', { params }))).result, text);

    const file = await (await fetch(recording)).blob();
    /** A form with fields, whose names are checked against the document. */
    function form(body: object): FormData {
        const parts = new FormData();
        for (const [name, value] of Object.entries(body))
            parts.append(name, value as string | Blob);
        return parts;
    }
    const upload = { bodySerializer: form as any };
    const transcription = await must('CreateTranscription', client.POST('/v1/audio/transcriptions', {
        body: { file, response_format: 'verbose_json' }, ...upload }));
    equal((transcription as any).text, text);
    await must('CreateTranslation', client.POST('/v1/audio/translations', { body: { file, response_format: 'json' }, ...upload }));

    const inferred = await must('InferWhisperCpp', client.POST('/inference', { body: { file }, ...upload }));
    equal((inferred as any).text, text);
    const asr = { body: { audio_file: file }, ...upload };
    const plain = await must('TranscribeAsr', client.POST('/asr', { ...asr, params: { query: { output: 'txt' } }, parseAs: 'text' }));
    equal(String(plain).trim(), text);
    equal((await must('DetectLanguage', client.POST('/detect-language', asr))).language_code, whole.languageCode);
    const uploaded = await client.POST('/v1/transcribe', { body: { file, 'config.enableWordTimestamps': true }, ...upload });
    equal(uploaded.data!.segments[0].words[0].word, firstWord);
    const raw = await client.POST('/v1/transcribe', {
        params: { query: { 'config.languageCodes': [whole.languageCode], 'config.enableWordTimestamps': true } },
        headers: { 'content-type': 'audio/mpeg' },
        body: file,
        bodySerializer: audio => audio,
    });
    equal(raw.data!.segments[0].words[0].word, firstWord);
    const secret = await must('CreateClientSecret', client.POST('/v1/realtime/client_secrets', { body: {} }));
    equal(secret.value.startsWith('ek_'), true);
    const session = await must('CreateTranscriptionSession', client.POST('/v1/realtime/transcription_sessions', { body: {} }));
    equal(session.client_secret.value.startsWith('ek_'), true);

    const refused = await client.POST('/v1/transcribe', { body: { uri: 'ftp://host/file' } });
    equal(refused.response.status, 400);
    equal(refused.error!.error.status, 'INVALID_ARGUMENT');

    const all = Object.values(document.paths as Record<string, Record<string, { operationId?: string }>>)
        .flatMap(item => Object.values(item)).map(call => call.operationId);
    const missing = all.filter(call => call !== undefined && !made.has(call));
    equal(missing.join(), '');
}

// Generates types from the server's OpenAPI document, compiles calls.ts against them, and runs it: each call of the document is made.
// Arguments: the server's URL, the URL of a recording that the server may fetch.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync, cpSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';

const [server, recording] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'transcribe-openapi-'));
try {
    const document = await (await fetch(new URL('/openapi/v1.json', server))).json();
    // Binary text is a Blob in browsers and in Node.js: https://openapi-ts.dev/node#example-blob-types.
    const blob = ts.factory.createTypeReferenceNode('Blob');
    const transform = schema => schema.contentMediaType === 'application/octet-stream' ? blob : undefined;
    writeFileSync(join(folder, 'schema.ts'), astToString(await openapiTS(document, { transform })));
    cpSync(join(here, 'calls.ts'), join(folder, 'calls.ts'));
    symlinkSync(join(here, '..', 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({
        compilerOptions: {
            strict: true, target: 'es2022', module: 'nodenext', lib: ['es2022', 'dom', 'dom.iterable'], types: [], skipLibCheck: true,
        },
        files: ['calls.ts'],
    }));
    const compiler = join(here, '..', 'node_modules', 'typescript', 'bin', 'tsc');
    execFileSync(process.execPath, [compiler], { cwd: folder, stdio: ['ignore', 2, 2] });
    const { makeCalls } = await import(pathToFileURL(join(folder, 'calls.js')).href);
    await makeCalls(server, recording, document);
} finally {
    rmSync(folder, { recursive: true, force: true });
}

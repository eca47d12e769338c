// platform-submit.mjs ADDRESS URL: asks for a transcript without waiting for it. Prints the inference id.
const [address, url] = process.argv.slice(2);

const response = await fetch(new URL('/generate', address), {
  method: 'POST',
  headers: { 'content-type': 'application/json', Prefer: 'respond-async' },
  body: JSON.stringify({ url }),
});
if (response.status !== 202) throw new Error(`Not accepted: ${response.status} ${await response.text()}`);
const { Id } = await response.json();
if (Id !== response.headers.get('X-Inference-Id')) throw new Error('The header names another id');
console.log(Id);

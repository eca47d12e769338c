// platform-result.mjs ADDRESS ID [DEPLOYMENT]: fetches the result of finished work, and prints it.
const [address, id, deployment = 'transcribe'] = process.argv.slice(2);

const response = await fetch(new URL(`/result/${deployment}`, address), { headers: { 'X-Inference-Id': id } });
// 202 is what the platform answers with a result.
if (response.status !== 202) throw new Error(`No result: ${response.status} ${await response.text()}`);
console.log(await response.text());

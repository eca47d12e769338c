// platform-status.mjs ADDRESS ID [DEPLOYMENT]: polls until the work is finished.
import { setTimeout as delay } from 'node:timers/promises';

const FINISHED = 3;
const [address, id, deployment = 'transcribe'] = process.argv.slice(2);

for (;;) {
  const response = await fetch(new URL(`/status/${deployment}`, address), { headers: { 'X-Inference-Id': id } });
  if (response.status !== 200) throw new Error(`No status: ${response.status} ${await response.text()}`);
  const status = await response.json();
  if (status.Error) throw new Error(status.Error);
  if (status.Status === FINISHED) break;
  await delay(100);
}

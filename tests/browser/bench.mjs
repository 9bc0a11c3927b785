// How long until a real browser shows it, with 100 other viewers on the same machine: from a snapshot
// that is published, and from a driver's decision in a real agent (aim: p99 50 ms).
import {decisions, stage} from './stage.mjs';
import {join, now, offset, tell, watch} from './pixel.mjs';

const pause = ms => new Promise(next => setTimeout(next, ms));

async function from_snapshot() {
  const on = await stage(), took = [];
  await on.say('seats 12');
  const leave = join(on.url), {browser, page} = await watch(on.url);
  while (await on.viewers() < 101) await pause(50);
  const apart = await offset(page);
  for (let i = 0; i < 200; i++) {
    const free = i % 2 ? 12 : 11;
    await page.evaluate(() => { window.frames_seen = []; });
    await pause(30 + (i * 7) % 17);
    const start = now();
    await on.say(`seats ${free}`);
    const at = await page.waitForFunction(
      free => window.frames_seen.find(frame => frame[0] === free)?.[1], free, {polling: 10});
    took.push(await at.jsonValue() - apart.ms - start);
  }
  tell('snapshot to pixel', took);
  leave();
  await browser.close();
  await on.stop();
}

// Each decision moves the number by one, up and down between two bounds; a frame that shows a number
// is the arrival of all the decisions that lead to it.
async function from_decision() {
  const on = await decisions(300), took = [];
  const leave = join(on.url), {browser, page} = await watch(on.url);
  const apart = await offset(page);
  while (now() < on.decided_ms.at(-1) + 3000) await pause(100);
  let arrived = 0;
  for (const [free, at_ms] of await page.evaluate(() => window.frames_seen)) {
    if (at_ms - apart.ms < on.decided_ms[0]) continue;
    let next = arrived;
    while (next <= on.decided_ms.length && on.free_after(next) !== free) next++;
    if (next > on.decided_ms.length) continue;
    for (; arrived < next; arrived++) took.push(at_ms - apart.ms - on.decided_ms[arrived]);
  }
  if (arrived !== on.decided_ms.length) throw new Error(`${arrived} of ${on.decided_ms.length} decisions were shown`);
  tell(`decision to pixel (clocks compared within ${apart.doubt_ms.toFixed(2)} ms)`, took);
  leave();
  await browser.close();
  await on.stop();
}

await from_snapshot();
await from_decision();
process.exit(0);

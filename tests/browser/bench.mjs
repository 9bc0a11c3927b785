// From a snapshot that is published to the frame of a real browser that shows it, with 100 other
// viewers on the same machine. One line: p50 and p99 in ms. The way from the driver's decision to the
// snapshot is lampion-bench's.
import http from 'node:http';
import {chromium} from 'playwright-core';
import {stage} from './stage.mjs';

const VIEWERS = 100, ROUNDS = 200;
const on = await stage();
await on.say('seats 12');
const viewers = [];
for (let i = 0; i < VIEWERS; i++) {
  viewers.push(http.get(on.url + 'api/v1/live?only=fragments&lang=fr', {agent: false}, answer => answer.resume()));
}
const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--headless',
  '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--no-first-run']});
const page = await browser.newPage({locale: 'fr-FR', serviceWorkers: 'block'});
await page.goto(on.url);
await page.waitForSelector('main[data-link=live]');
await page.evaluate(() => {
  window.shown = {};
  new MutationObserver(() => {
    const words = document.querySelector('h1').textContent;
    requestAnimationFrame(() => {  // the frame with it is made after this, and then the next task runs
      const channel = new MessageChannel();
      channel.port1.onmessage = () => { window.shown[parseInt(words)] ??= performance.timeOrigin + performance.now(); };
      channel.port2.postMessage(0);
    });
  }).observe(document.querySelector('h1'), {childList: true, subtree: true});
});
while (await on.viewers() < VIEWERS + 1) await new Promise(next => setTimeout(next, 50));
const took = [];
for (let i = 0; i < ROUNDS; i++) {
  const free = i % 2 ? 12 : 11;
  await page.evaluate(() => { window.shown = {}; });
  await new Promise(next => setTimeout(next, 30 + (i * 7) % 17));
  const start = performance.timeOrigin + performance.now();
  await on.say(`seats ${free}`);
  const at = await page.waitForFunction(free => window.shown[free], free, {polling: 10});
  took.push(await at.jsonValue() - start);
}
took.sort((a, b) => a - b);
const at = share => took[Math.min(took.length - 1, Math.ceil(took.length * share) - 1)].toFixed(1);
console.log(`browser: snapshot to pixel, ${VIEWERS} other viewers, ${ROUNDS} changes: p50 ${at(.5)} ms, p99 ${at(.99)} ms (aim 50)`);
for (const viewer of viewers) viewer.destroy();
await browser.close();
await on.stop();
process.exit(0);

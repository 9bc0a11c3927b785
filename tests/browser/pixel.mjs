// What the two benches share: a page that notes which number its h1 shows, and since which frame; and
// viewers who only read.
import http from 'node:http';
import {chromium} from 'playwright-core';

export const VIEWERS = 100;

export function join(url) {
  const viewers = [];
  for (let i = 0; i < VIEWERS; i++) {
    viewers.push(http.get(url + 'api/v1/live?only=fragments&lang=fr', {agent: false}, answer => answer.resume()));
  }
  return () => { for (const viewer of viewers) viewer.destroy(); };
}

export function now() { return Number(process.hrtime.bigint()) / 1e6; }  // CLOCK_MONOTONIC, as chromium's

// The page keeps `frames`: [number, performance.now()] of every frame with another number.
export async function watch(url) {
  const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--headless',
    '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update',
    '--disable-sync', '--no-first-run']});
  const page = await browser.newPage({locale: 'fr-FR', serviceWorkers: 'block'});
  await page.goto(url);
  await page.waitForSelector('main[data-link=live]');
  await page.evaluate(() => {
    window.frames_seen = [];
    new MutationObserver(() => {
      const seen = parseInt(document.querySelector('h1').textContent);
      requestAnimationFrame(() => {  // the frame with it is made after this, and then the next task runs
        const channel = new MessageChannel();
        channel.port1.onmessage = () => { window.frames_seen.push([seen, performance.now()]); };
        channel.port2.postMessage(0);
      });
    }).observe(document.querySelector('h1'), {childList: true, subtree: true});
  });
  return {browser, page};
}

// The page's clock minus ours in ms; the quickest of many questions knows best.
export async function offset(page) {
  let best = Infinity, known = 0;
  for (let i = 0; i < 200; i++) {
    const before = now(), its = await page.evaluate(() => performance.now()), after = now();
    if (after - before < best) [best, known] = [after - before, its - (before + after) / 2];
  }
  return {ms: known, doubt_ms: best / 2};
}

export function tell(name, took) {
  took.sort((a, b) => a - b);
  const at = share => took[Math.min(took.length - 1, Math.ceil(took.length * share) - 1)].toFixed(1);
  console.log(`browser: ${name}, ${VIEWERS} other viewers, ${took.length} changes: p50 ${at(.5)} ms, p99 ${at(.99)} ms`);
}

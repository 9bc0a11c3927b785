// Every page and state in a real browser. One line a test; exit 1 when one failed.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import zlib from 'node:zlib';
import {createRequire} from 'node:module';
import {chromium} from 'playwright-core';
import {demo, stage} from './stage.mjs';

const build = process.env.LAMPION_BUILD;
const golden = `${process.env.LAMPION_ROOT}/tests/golden/page/tree.fr.txt`;
const short = process.argv.includes('--short');
const only = process.argv.slice(2).find(word => !word.startsWith('--'));
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--headless',
  '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--no-first-run']});
let failed = 0, passed = 0;

async function test(name, body) {
  if (only && !name.includes(only)) return;
  const start = performance.now();
  try {
    await body();
    passed++;
    console.log(`ok      ${name} (${Math.round(performance.now() - start)} ms)`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${name}: ${error.message.split('\n').slice(0, 30).join('\n        ')}`);
  }
}

async function open(options, path, then) {
  const context = await browser.newContext({viewport: {width: 360, height: 640}, locale: 'fr-FR',
    reducedMotion: 'reduce', serviceWorkers: 'block', ...options});
  try {
    const page = await context.newPage();
    const strange = [];
    page.on('console', message => { if (message.type() === 'error') strange.push(message.text()); });
    page.on('pageerror', error => strange.push(String(error)));
    page.on('request', request => {
      if (!request.url().startsWith('http://127.0.0.1:')) strange.push('asks ' + request.url());
    });
    if (path) await page.goto(path);
    await then(page, context, strange);
  } finally {
    await context.close();
  }
}

// A status of its own (404, 503) is logged by the browser; that is no complaint of the page.
function assertQuiet(strange) {
  assert.deepEqual(strange.filter(line => !/status of (404|503)/.test(line)), []);
}
async function assertReflows(page) {
  const [wide, seen] = await page.evaluate(() =>
    [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= seen, `scrolls sideways: ${wide} px in ${seen} px`);
}
async function assertAccessible(page, rules = {}) {
  await page.evaluate(axe);
  const {violations} = await page.evaluate(([values, rules]) =>
    axe.run({runOnly: {type: 'tag', values}, rules}), [tags, rules]);
  assert.equal(violations.length, 0, violations.map(found =>
    `${found.id}: ${found.help}: ${found.nodes.map(node => node.html + ' ' + node.failureSummary).slice(0, 3).join(' | ')}`).join('\n'));
}
const live = page => page.waitForSelector('main[data-link=live]');
// Figures that are shown as good: visible, and not marked as old.
const figures = page => page.evaluate(() => document.querySelector('.stale') ? '' :
  (document.querySelector('h1')?.innerText ?? '').replace(/\D/g, ''));
const answer = page => page.locator('h1').innerText();
async function until(what, holds, patience = 15000) {
  for (const end = performance.now() + patience; performance.now() < end;) {
    if (await holds()) return;
    await new Promise(next => setTimeout(next, 50));
  }
  assert.fail('waited in vain: ' + what);
}
function get(url, headers = {}) {
  return new Promise((done, fail) => http.get(url, {headers}, answer => {
    const chunks = [];
    answer.on('data', chunk => chunks.push(chunk));
    answer.on('end', () => done({headers: answer.headers, status: answer.statusCode, body: Buffer.concat(chunks)}));
  }).on('error', fail));
}

// ---- Every state, page, width, colours, language, with and without script ----

function* combinations() {
  for (const width of [360, 768, 1280]) {
    for (const colorScheme of ['light', 'dark']) {
      for (const lang of ['fr', 'en']) {
        for (const script of [true, false]) {
          // The short form: each value with each state, not each with each.
          const index = [360, 768, 1280].indexOf(width);
          const odd = (index + (colorScheme === 'dark') + (lang === 'en') + !script) % 2;
          if (!short || (!odd && (script || width === 360) && !(width === 768 && script && lang === 'en'))) {
            yield {width, colorScheme, lang, script};
          }
        }
      }
    }
  }
}

async function look(on, state, path, {width, colorScheme, lang, script}) {
  const options = {viewport: {width, height: width < 700 ? 640 : 800}, colorScheme,
    locale: lang === 'fr' ? 'fr-FR' : 'en-GB', javaScriptEnabled: script};
  const name = `${state}${path.replace(/\W+/g, '-')}.${width}.${colorScheme}.${lang}${script ? '' : '.still'}`;
  await open(options, on.url + path, async (page, context, strange) => {
    if (script && state !== 'none' && !/nowhere|offline|still/.test(path)) await live(page);
    await page.screenshot({path: `${build}/browser/pictures/${name}.png`, fullPage: true});
    assert.equal(await page.getAttribute('html', 'lang'), lang);
    assert.ok(/ · /.test(await page.title()), 'the title names the place: ' + await page.title());
    assert.ok((await answer(page)).length > 5);
    await assertReflows(page);
    // Electronic paper has no script and nothing to press: it must ask again by itself. /kiosk does not.
    if (script) await assertAccessible(page, /still/.test(path) ? {'meta-refresh': {enabled: false}} : {});
    assertQuiet(strange);
  }).catch(error => { error.message = `${name}: ${error.message}`; throw error; });
}

const on = await stage();
async function matrix(state, paths) {
  for (const path of paths) {
    await test(`looks: ${state} /${path}`, async () => {
      const every = [...combinations()];
      const few = short && /meeting|house|nowhere|offline/.test(path);
      const hung = short && /widget|kiosk/.test(path); // small and light, large and dark
      const all = hung ? [every[0], {...every[0], width: 1280, colorScheme: 'dark', lang: 'en'}] : few ? every.slice(0, 2) : short && state !== 'open' ? every.filter((_, i) => i % 2 === 0) : every;
      for (let i = 0; i < all.length; i += 3) {
        await Promise.all(all.slice(i, i + 3).map(each => look(on, state, path, each)));
      }
    });
  }
}
await matrix('none', ['']);
for (const state of ['closed', 'unknown', 'full', 'few', 'open']) {
  await on.say(state);
  const paths = short && state !== 'open' ? [''] : ['', 'zones/openspace', 'zones/meeting', 'zones/house'];
  await matrix(state, state === 'open' ? [...paths, 'nowhere', 'offline'] : paths);
  if (!short || state === 'open') {
    await matrix(state, ['widget', 'widget?zone=openspace', 'kiosk', 'kiosk?still=1']);
  }
}

// ---- To hang up ----

await test('the still for electronic paper: black on white, no script, asks again by itself', async () => {
  for (const state of ['open', 'full', 'unknown', 'closed']) {
    await on.say(state);
    for (const [width, colorScheme] of [[360, 'light'], [1280, 'dark']]) {
      await open({viewport: {width, height: 800}, colorScheme}, on.url + 'kiosk?still=1', async (page, context, strange) => {
        assert.equal(await page.locator('script').count(), 0);
        const every = await page.getAttribute('meta[http-equiv=refresh]', 'content');
        assert.ok(Number(every) >= 30 && Number(every) <= 300, `refresh: ${every}`);
        const colours = await page.evaluate(() => [...new Set([...document.querySelectorAll('html, body, body *')]
          .filter(element => element.getClientRects().length)
          .flatMap(element => (style => [style.color, style.backgroundColor, style.fill, style.stroke,
            ...['Top', 'Right', 'Bottom', 'Left'].filter(side => parseFloat(style[`border${side}Width`]))
              .map(side => style[`border${side}Color`])])(getComputedStyle(element))))]
          .filter(colour => !['none', 'rgba(0, 0, 0, 0)', 'rgb(0, 0, 0)', 'rgb(255, 255, 255)'].includes(colour) &&
            !colour.startsWith('url(')));
        assert.deepEqual(colours, [], state);
        assertQuiet(strange);
      });
    }
  }
});

await test('the kiosk and its still fit a screen in the hall without scrolling', async () => {
  await on.say('open');
  for (const path of ['kiosk', 'kiosk?still=1']) {
    await open({viewport: {width: 1280, height: 800}}, on.url + path, async page => {
      const [high, seen] = await page.evaluate(() =>
        [document.documentElement.scrollHeight, document.documentElement.clientHeight]);
      assert.ok(high <= seen, `${path}: ${high} px in ${seen} px`);
    });
  }
});

// ---- What it weighs ----

await test('first view: at most 14 kB, the answer in the first kilobyte', async () => {
  const page = await get(on.url, {'Accept-Encoding': 'gzip', 'Accept-Language': 'fr'});
  assert.equal(page.headers['content-encoding'], 'gzip');
  const first = zlib.gunzipSync(page.body.subarray(0, 1024), {finishFlush: zlib.constants.Z_SYNC_FLUSH});
  assert.match(first.toString(), /<h1 id="answer"><span data-key=\w+>Au moins 12/);
  const html = zlib.gunzipSync(page.body).toString();
  let sum = page.body.length;
  for (const [, file] of html.matchAll(/(?:href|src)="(static\/(?:style|live|icon)[^"]*\.(?:css|js|svg)[^"]*)"/g)) {
    sum += (await get(on.url + file, {'Accept-Encoding': 'gzip'})).body.length;
  }
  console.log(`        page ${page.body.length} B, with style, script and icon ${sum} B, packed`);
  assert.ok(sum <= 14336, `${sum} B`);
});

await test('update: at most 1 kB', async () => {
  await on.say('open');
  let words = '';
  const asked = http.get(on.url + 'api/v1/live?only=fragments&lang=fr', answer =>
    answer.on('data', chunk => { words += chunk; }));
  await until('the first frame', () => words.includes('event: beat'));
  words = '';
  await on.say('seats 13');
  await until('the update', () => words.includes('event: beat'));
  const plain = Buffer.byteLength(words);
  words = '';
  await on.say('seats 12');
  await until('the update', () => words.includes('event: beat'));
  asked.destroy();
  console.log(`        a seat taken: ${Buffer.byteLength(words)} B, with a sensor mended: ${plain} B`);
  assert.ok(Buffer.byteLength(words) <= 1024, `${Buffer.byteLength(words)} B: ${words}`);
});

await test('50 kbit/s, 400 ms: the answer is there within 3 s', async () => {
  await on.say('open');
  await open({}, null, async (page, context) => {
    const line = await context.newCDPSession(page);
    await line.send('Network.enable');
    await line.send('Network.emulateNetworkConditions',
      {offline: false, latency: 400, downloadThroughput: 50000 / 8, uploadThroughput: 50000 / 8});
    const start = performance.now();
    page.goto(on.url).catch(() => {});
    await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0 &&
      /12/.test(document.querySelector('h1')?.innerText));
    const took = performance.now() - start;
    console.log(`        ${Math.round(took)} ms`);
    assert.ok(took < 3000, `${took} ms`);
  });
});

// ---- Who does not see, who does not point ----

await test('the accessibility tree is the golden one', async () => {
  await on.say('open');
  await open({}, on.url, async page => {
    await live(page);
    const tree = await page.locator('body').ariaSnapshot() + '\n';
    if (process.argv.includes('--golden')) fs.writeFileSync(golden, tree);
    assert.equal(tree, fs.readFileSync(golden, 'utf8'));
  });
});

await test('headings are in order, one h1', async () => {
  for (const path of ['', 'zones/openspace']) {
    await open({}, on.url + path, async page => {
      const levels = await page.$$eval('h1,h2,h3,h4,h5,h6', all => all.map(each => Number(each.tagName[1])));
      assert.equal(levels.filter(level => level === 1).length, 1);
      levels.reduce((before, level) => { assert.ok(level <= before + 1, levels.join()); return level; }, 0);
    });
  }
});

await test('first glance: all of it without scrolling', async () => {
  await open({}, on.url, async page => {
    await live(page);
    for (const part of ['#open', 'h1', '.where', '#later', '#times']) {
      const box = await page.locator(part).boundingBox();
      assert.ok(box && box.y + box.height <= 640, `${part} ends at ${box && box.y + box.height}`);
    }
  });
});

await test('keyboard: everything is reached, seen, and large enough', async () => {
  for (const path of ['', 'zones/openspace']) {
    await open({}, on.url + path, async page => {
      await live(page);
      const wanted = await page.$$eval('a[href], button, summary', all =>
        (window.wanted = all.filter(each => each.checkVisibility())).length);
      const seen = new Set();
      for (let i = 0; i < wanted; i++) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(() => {
          const each = document.activeElement, box = each.getBoundingClientRect();
          const style = getComputedStyle(each);
          return {which: window.wanted.indexOf(each), what: each.outerHTML.slice(0, 80), height: box.height, width: box.width,
            outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2};
        });
        seen.add(at.which);
        assert.ok(at.outline, 'no visible focus on ' + at.what);
        assert.ok(at.height >= 24 && at.width >= 24, `${at.width} x ${at.height} px: ${at.what}`);
      }
      assert.equal(seen.size, wanted);
    });
  }
  await open({}, on.url, async page => {
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'zones');
  });
});

await test('320 px: nothing scrolls sideways', async () => {
  for (const path of ['', 'zones/openspace', 'zones/meeting', 'offline', 'nowhere']) {
    await open({viewport: {width: 320, height: 600}}, on.url + path, assertReflows);
  }
});

await test('screen readers: told of what matters, once a minute, and not who does not want it', async () => {
  await on.say('open');
  await open({}, on.url, async page => {
    await live(page);
    const said = () => page.locator('#said').innerText();
    await on.say('seats 11');
    await until('11', async () => /11/.test(await answer(page)));
    assert.equal(await said(), '');
    await on.say('seats 3');
    await until('said', async () => /3/.test(await said()));
    await on.say('full');
    await until('full', async () => /Aucune/.test(await answer(page)));
    assert.match(await said(), /3/, 'a minute has not passed');
  });
  await open({}, on.url, async (page, context) => {
    await live(page);
    const button = page.getByRole('switch');
    assert.equal(await button.getAttribute('aria-checked'), 'true');
    await button.focus();
    await page.keyboard.press('Space');
    assert.equal(await button.getAttribute('aria-checked'), 'false');
    await page.reload();
    await live(page);
    assert.equal(await page.getByRole('switch').getAttribute('aria-checked'), 'false');
    await on.say('seats 5');
    await until('5', async () => /5/.test(await answer(page)));
    assert.equal(await page.locator('#said').innerText(), '');
  });
});

await test('a zone follows its own figures', async () => {
  await on.say('open');
  await open({}, on.url + 'zones/openspace?lang=fr', async page => {
    await live(page);
    assert.match(await answer(page), /^Plateau\s+au moins 12/);
    await on.say('seats 5');
    await until('5', async () => /^Plateau\s+5/.test(await answer(page)));
    assert.match(await page.title(), /^Plateau 5.libres · La Gare$/);
    await on.say('seats 3');
    await until('said', async () => /Plateau 3/.test(await page.locator('#said').innerText()));
    const cells = await page.$$eval('table:last-of-type', tables => tables.at(-1).querySelectorAll('td').length);
    assert.ok(cells > 0 && cells <= 28, `${cells} cells`);
  });
});

// ---- Alive, hidden, lost, old ----

await test('a hidden tab closes its stream, and is old until word comes', async () => {
  await open({}, on.url, async page => {
    await live(page);
    let free = 6;  // who is gone is noticed when there is something to tell
    const viewers = async () => { await on.say(`seats ${free ^= 1}`); return on.viewers(); };
    await until('one viewer', async () => await viewers() === 1);
    const hide = hidden => page.evaluate(hidden => {
      Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
    await hide(true);
    await until('nobody', async () => await viewers() === 0);
    await on.say('seats 9');
    await hide(false);
    await live(page);
    assert.match(await answer(page), /9/);
    assert.equal(await page.locator('.stale').count(), 0);
  });
});

await test('figures that hold no longer are old, whatever the clock of the phone says', async () => {
  await open({}, null, async page => {
    await page.addInitScript(() => {  // a phone whose clock is years behind and stands still
      Date.now = () => 0;
      window.EventSource = class { addEventListener() {} close() {} };
    });
    await page.route('**/', async route => {
      const answer = await route.fetch();
      await route.fulfill({response: answer, body: (await answer.text()).replace('data-hold="30000"', 'data-hold="1500"')});
    });
    await page.goto(on.url);
    assert.equal(await page.locator('.stale').count(), 0);
    await page.waitForSelector('.stale', {timeout: 5000});
    assert.match(await page.title(), /^Ancien · /);
    await page.screenshot({path: `${build}/browser/pictures/old.360.png`, fullPage: true});
    await assertAccessible(page);
  });
});

await test('installable: manifest and icons', async () => {
  await open({serviceWorkers: 'allow'}, on.url, async (page, context) => {
    const line = await context.newCDPSession(page);
    const {url, errors, data} = await line.send('Page.getAppManifest');
    assert.ok(url.includes('manifest.webmanifest'));
    assert.deepEqual(errors, []);
    const manifest = JSON.parse(data);
    assert.equal(manifest.name, 'La Gare');
    for (const icon of manifest.icons) {
      const answer = await get(new URL(icon.src, on.url).href);
      assert.equal(answer.status, 200);
      if (icon.type === 'image/png') assert.equal(answer.body.readUInt32BE(16) + 'x' + answer.body.readUInt32BE(20), icon.sizes);
    }
    await page.evaluate(() => navigator.serviceWorker.ready);
    const {installabilityErrors} = await line.send('Page.getInstallabilityErrors');
    assert.deepEqual(installabilityErrors.map(error => error.errorId).filter(id => id !== 'in-incognito'), []);
  });
});

await test('a real place: a seat taken shows, a lost collector is said, no connection shows no figure', async () => {
  const place = await demo();
  try {
    await open({serviceWorkers: 'allow'}, place.url + '?lang=fr', async (page, context, strange) => {
      await live(page);
      await assertAccessible(page);
      await page.evaluate(() => navigator.serviceWorker.ready);
      const before = await answer(page);
      await until('a seat taken or left', async () => await answer(page) !== before, 60000);
      await page.screenshot({path: `${build}/browser/pictures/demo.360.png`, fullPage: true});
      await page.goto(place.url + 'zones/openspace?lang=fr');
      await live(page);
      assertQuiet(strange);
      await page.goto(place.url + '?lang=fr');
      await live(page);
      await place.stop();
      await page.waitForSelector('main[data-link=lost].stale', {timeout: 20000});
      assert.match(await page.title(), /^Ancien · /);
      assert.ok(await page.locator('.link.lost').isVisible());
      assert.equal(await figures(page), '');
      await page.screenshot({path: `${build}/browser/pictures/lost.360.png`, fullPage: true});
      await assertAccessible(page);
      await page.goto(place.url + 'zones/openspace?lang=fr');
      assert.match(await answer(page), /Pas de liaison/);
      assert.doesNotMatch(await page.locator('body').innerText(), /\d/);
      await page.screenshot({path: `${build}/browser/pictures/offline.360.png`, fullPage: true});
      await assertAccessible(page);
    });
  } finally {
    await place.stop();
  }
});

await on.stop();
await browser.close();
console.log(`${passed} passed, ${failed} failed; pictures in ${build}/browser/pictures`);
process.exit(failed ? 1 : 0);

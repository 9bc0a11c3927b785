// Keeps the page that says "no connection", with its style, and nothing else: a figure that was
// kept would be an old one. What is asked for while there is a connection comes from the network.
const store = 'shell' + location.search;
const scope = registration.scope;

async function keep() {
  const cache = await caches.open(store);
  for (const lang of ['fr', 'en']) {
    const page = await fetch(scope + 'offline?lang=' + lang);
    if (!page.ok) continue;
    const files = [...(await page.clone().text()).matchAll(/href="(static\/[^"]+)"/g)];
    for (const [, file] of files) await cache.add(scope + file);
    await cache.put(scope + 'offline?lang=' + lang, page);
  }
}

// The page stands for one of any address, so its own addresses become whole.
async function offline(request) {
  const asked = new URL(request.url).searchParams.get('lang');
  const lang = asked || ((navigator.language || 'fr').startsWith('fr') ? 'fr' : 'en');
  const cache = await caches.open(store);
  const page = await cache.match(scope + 'offline?lang=' + (lang === 'fr' ? 'fr' : 'en')) ||
    await cache.match(scope + 'offline?lang=fr');
  if (!page) return Response.error();
  const html = (await page.text()).replaceAll(/href="(?!#)/g, 'href="' + scope);
  const headers = new Headers({'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store'});
  const policy = page.headers.get('Content-Security-Policy');
  if (policy) headers.set('Content-Security-Policy', policy);
  return new Response(html, {status: 503, headers});
}

addEventListener('install', event => event.waitUntil(keep().then(() => skipWaiting())));
addEventListener('activate', event => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== store) await caches.delete(name);
  await clients.claim();
})()));
addEventListener('fetch', event => {
  const {request} = event;
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate') {
    event.respondWith(fetch(request).catch(() => offline(request)));
  } else if (request.url.startsWith(scope + 'static/')) {
    event.respondWith(fetch(request).catch(async error => {
      const kept = await (await caches.open(store)).match(request);
      if (kept) return kept;
      throw error;
    }));
  }
});

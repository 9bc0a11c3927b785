// Follows the live stream and puts what changed in its place. What is shown is never older than
// the page says: when word fails to come, the figures are marked old at once. Time is counted
// from receipt, never read from this device's clock.
(() => {
  'use strict';
  const main = document.getElementById('main');
  const said = document.getElementById('said');
  const root = main.dataset.root;
  const address = root + 'api/v1/live?only=fragments&lang=' + document.documentElement.lang;
  const BEAT = 15000, PATIENCE = 2.5 * BEAT, QUIET = 60000, RETRY = 2000, RETRY_MAX = 30000, TICK = 1000, SLEPT = 20000;
  let source = null, retry = RETRY, retryTimer = 0;
  let heard = now(), hold = holdOf(Number(main.dataset.hold));
  let key = answerKey(), spoke = -QUIET, owed = 0;

  // From receipt, by the page's own clock. That may stand still while the device sleeps, so the
  // wall's counts as well where it has gone further: a clock that is set forward can make figures
  // old too early, none can make them live for longer.
  function now() { return {wall: Date.now(), page: performance.now()}; }
  function since(then) {
    return Math.max(Date.now() - then.wall, performance.now() - then.page);
  }

  // For how long figures hold, in this world's ms: not said, or by a clock of another world, they
  // hold for as long as the beats come.
  function holdOf(ms) {
    return main.dataset.clock === 'real' && ms > 0 ? ms : Infinity;
  }

  // What it says by heart: a screen reader is told when this changes.
  function answerKey() {
    const answer = document.querySelector('h1 [data-key]');
    return answer ? answer.dataset.key : '';
  }
  function text(selector) {
    const element = document.querySelector(selector);
    return element ? element.textContent.trim() : '';
  }

  // To screen readers: what matters, at most once a minute, and only who wants it.
  const voice = document.querySelector('#voice button');
  let speaks = true, next = '';
  function remember(on) {
    speaks = on;
    if (voice) voice.setAttribute('aria-checked', String(on));
    if (!on) { clearTimeout(owed); said.textContent = ''; }
  }
  function stored() {
    try { return localStorage.getItem('voice') !== 'off'; } catch { return true; }
  }
  if (voice) {  // what is embedded or hung up has none
    voice.parentElement.hidden = false;
    voice.addEventListener('click', () => {
      remember(!speaks);
      try { localStorage.setItem('voice', speaks ? 'on' : 'off'); } catch { /* for this time only */ }
    });
    remember(stored());
  }

  // `words` tells what to say when its turn has come: by then it may have changed again.
  function say(words) {
    clearTimeout(owed);
    if (!speaks) return;
    const wait = QUIET - (performance.now() - spoke);
    if (wait > 0) { owed = setTimeout(say, wait, words); return; }
    const sentence = words();
    if (sentence === next) return;
    next = sentence;
    spoke = performance.now();
    said.textContent = sentence;
  }
  function standing() {
    return main.dataset.link === 'lost' ? text('.link.lost') : text('h1');
  }

  function link(state) { main.dataset.link = state; }
  const place = document.title.slice(document.title.lastIndexOf(' · '));
  function title() {
    const old = main.classList.contains('stale') ? main.dataset.old + ' · ' : '';
    document.title = old + text('h1') + place;
  }
  function markOld() {
    if (main.classList.contains('stale')) return;
    document.getElementById('old-at').textContent = text('#times .read');
    main.classList.add('stale');
    title();
  }
  function markNew() {
    if (!main.classList.contains('stale')) return;
    main.classList.remove('stale');
    title();
  }

  function put({id, html}) {
    const element = document.getElementById(id);
    if (!element) return;  // of another page
    const draft = document.createElement('template');
    draft.innerHTML = html;
    if (draft.innerHTML === element.innerHTML) return;  // the first frame repeats the page
    if (id !== 'times') {
      element.classList.remove('fresh');
      void element.offsetWidth;
      element.classList.add('fresh');
    }
    element.innerHTML = html;
  }

  // Every frame ends with a beat: now the whole of it is in its place.
  function beat(times) {
    heard = now();
    retry = RETRY;
    if (String(times.plan) !== main.dataset.plan) {  // the place was described anew
      close();
      location.reload();
      return;
    }
    hold = holdOf(Date.parse(times.holds_until) - Date.parse(times.as_of));
    const lost = main.dataset.link === 'lost';
    link('live');
    markNew();
    title();
    if (lost || answerKey() !== key) { key = answerKey(); say(standing); }
  }

  function lose() {
    const was = main.dataset.link;
    link('lost');
    markOld();
    if (was !== 'lost') say(standing);
  }

  function open() {
    clearTimeout(retryTimer);
    if (source || document.hidden) return;
    source = new EventSource(address);
    source.addEventListener('fragment', event => put(JSON.parse(event.data)));
    source.addEventListener('beat', event => beat(JSON.parse(event.data)));
    source.onerror = () => {
      close();
      lose();
      retryTimer = setTimeout(open, retry);
      retry = Math.min(retry * 1.5, RETRY_MAX);
    };
  }
  function close() {
    clearTimeout(retryTimer);
    if (source) source.close();
    source = null;
  }

  // Hidden tabs listen to nothing; seen again, their figures are old until word comes.
  function shown() {
    if (document.hidden) { close(); return; }
    if (!source) {
      if (main.dataset.link !== 'still') { link('waiting'); markOld(); }
      open();
    }
  }
  document.addEventListener('visibilitychange', shown);
  addEventListener('pagehide', close);
  addEventListener('pageshow', event => { if (event.persisted) shown(); });

  let ticked = now();
  setInterval(() => {
    const asleep = since(ticked) > SLEPT;
    ticked = now();
    if (document.hidden) return;
    if (asleep && source) {  // what the connection still holds is from before
      close();
      link('waiting');
      markOld();
      open();
    }
    if (since(heard) > hold) { link('waiting'); markOld(); }
    if (source && since(heard) > PATIENCE) { source.onerror(); }
  }, TICK);
  open();
  if (document.querySelector('link[rel=manifest]') && isSecureContext && navigator.serviceWorker) {
    const known = {scope: root || './'};
    navigator.serviceWorker.register(root + 'worker.js?v=' + main.dataset.plan, known).catch(() => {});
  }
})();

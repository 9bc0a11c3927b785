// Follows the live stream and puts what changed in its place. What is shown is never older than
// the page says: when word fails to come, the figures are marked old at once. Time is counted
// from receipt, never read from this device's clock.
(() => {
  'use strict';
  const main = document.getElementById('main');
  const said = document.getElementById('said');
  const address = 'api/v1/live?only=fragments&lang=' + document.documentElement.lang;
  const BEAT = 15000, PATIENCE = 2.5 * BEAT, QUIET = 60000, RETRY = 2000, RETRY_MAX = 30000;
  let source = null, retry = RETRY, retryTimer = 0;
  let heard = now(), hold = holdOf(Number(main.dataset.hold));
  let key = answerKey(), spoke = -QUIET, owed = 0;

  // Neither clock alone ticks through sleep on every device; the later of the two does.
  function now() { return {wall: Date.now(), page: performance.now()}; }
  function since(then) {
    return Math.max(Date.now() - then.wall, performance.now() - then.page);
  }

  // For how long figures hold, in this world's ms: not said, or by a clock of another world, they
  // hold for as long as the beats come.
  function holdOf(ms) {
    return main.dataset.clock === 'real' && ms > 0 ? ms : Infinity;
  }

  function answerKey() {
    const answer = document.querySelector('#answer > span');
    return answer ? answer.dataset.key : '';
  }
  function text(selector) {
    const element = document.querySelector(selector);
    return element ? element.textContent : '';
  }

  // To screen readers: what matters, at most once a minute.
  function say(words) { said.textContent = words; }
  function sayAnswer() {
    const wait = QUIET - (performance.now() - spoke);
    clearTimeout(owed);
    if (wait > 0) { owed = setTimeout(sayAnswer, wait); return; }
    spoke = performance.now();
    say(text('#answer'));
  }

  function link(state) { main.dataset.link = state; }
  function title() {
    const element = document.getElementById('title');
    const old = main.dataset.old + ' · ';
    const bare = element.textContent.startsWith(old) ? element.textContent.slice(old.length)
                                                     : element.textContent;
    element.textContent = main.classList.contains('stale') ? old + bare : bare;
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
    if (!element) {  // the place was described anew
      close();
      location.reload();
      return;
    }
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
    hold = holdOf(Date.parse(times.holds_until) - Date.parse(times.as_of));
    const lost = main.dataset.link === 'lost';
    link('live');
    markNew();
    title();
    if (lost) say(text('.link.live'));
    if (answerKey() !== key) { key = answerKey(); sayAnswer(); }
  }

  function lose() {
    if (main.dataset.link !== 'lost') say(text('.link.lost'));
    link('lost');
    markOld();
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

  setInterval(() => {
    if (document.hidden) return;
    if (since(heard) > hold) { link('waiting'); markOld(); }
    if (source && since(heard) > PATIENCE) { source.onerror(); }
  }, 1000);
  open();
})();

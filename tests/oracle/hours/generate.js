// Expressions of our subset (dashboard/presence/hours.h), by seed.
'use strict';

// mulberry32 (Tommy Ettinger, public domain): enough for choosing.
function makeRandom(seed) {
  let a = seed >>> 0;
  const next = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const random = {
    below: (n) => Math.floor(next() * n),
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (p) => next() < p,
    pick: (list) => list[Math.floor(next() * list.length)],
  };
  random.list = (min, max, make) =>
    Array.from({ length: random.between(min, max) }, make).join(random.pick([',', ', ']));
  return random;
}

const WEEKDAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun',
                'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const YEARS = [2023, 2024, 2025, 2026, 2027, 2028];

const two = (n) => String(n).padStart(2, '0');

function year(r) {
  const from = r.pick(YEARS);
  return r.chance(0.3) ? `${from}-${from + r.between(1, 3)}` : `${from}`;
}

function monthDay(r, y) {
  const month = r.below(12);
  const leap = !y || y % 4 === 0;
  const last = month === 1 && !leap ? 28 : MONTH_DAYS[month];
  return { month, last, day: r.chance(0.2) ? r.pick([1, last]) : r.between(1, last) };
}

function undatedDate(r, wholeMonths) {
  const a = monthDay(r);
  const name = MONTHS[a.month];
  switch (r.below(wholeMonths ? 2 : 6)) {
  case 0: return name;
  case 1: return `${name}-${r.pick(MONTHS)}`;
  case 2: return `${name} ${a.day}`;
  case 3: return `${name} ${a.day}-${r.between(a.day, a.last)}`;
  case 4: return `${name} ${a.day},${r.between(1, a.last)}`;
  default: {
    const b = monthDay(r);
    return `${name} ${a.day}-${MONTHS[b.month]} ${b.day}`;
  }
  }
}

function datedDate(r) {
  const y = r.pick(YEARS);
  const a = monthDay(r, y);
  const start = `${y} ${MONTHS[a.month]} ${a.day}`;
  switch (r.below(3)) {
  case 0: return start;
  case 1: return `${start}-${r.between(a.day, a.last)}`;
  default: {
    const later = y + r.between(1, 2);
    const b = monthDay(r, later);
    return `${start}-${later} ${MONTHS[b.month]} ${b.day}`;
  }
  }
}

function nth(r) {
  switch (r.below(4)) {
  case 0: return `-${r.between(1, 5)}`;
  case 1: {
    const from = r.between(1, 4);
    return `${from}-${r.between(from + 1, 5)}`;
  }
  default: return `${r.between(1, 5)}`;
  }
}

function weekday(r) {
  if (r.chance(0.25)) return `${r.pick(WEEKDAYS)}[${r.list(1, 2, () => nth(r)).replace(/ /g, '')}]`;
  return r.chance(0.5) ? `${r.pick(WEEKDAYS)}-${r.pick(WEEKDAYS)}` : r.pick(WEEKDAYS);
}

function weekdays(r, features) {
  const holidays = features.school ? ['PH', 'SH'] : ['PH'];
  if (r.chance(0.12)) return `${r.pick(holidays)} ${r.list(1, 2, () => weekday(r))}`;
  if (r.chance(0.12)) return r.pick(holidays);
  const days = [r.list(1, 3, () => weekday(r))];
  if (r.chance(0.15)) days.push(r.pick(holidays));
  return r.chance(0.5) ? days.join(',') : days.reverse().join(',');
}

function time(r, low, high) {
  const minute = r.chance(0.7) ? r.pick([0, 30]) : r.below(60);
  return `${two(r.between(low, high))}:${two(minute)}`;
}

function span(r, features) {
  if (features.sun && r.chance(0.5)) {
    const shift = () => `${r.pick(['+', '-'])}0${r.between(0, 1)}:${r.pick(['30', '15', '59'])}`;
    const rise = r.chance(0.4) ? `(sunrise${shift()})` : 'sunrise';
    const set = r.chance(0.4) ? `(sunset${shift()})` : 'sunset';
    return r.pick([`${rise}-${set}`, `${rise}-${time(r, 12, 14)}`, `${time(r, 11, 13)}-${set}`,
                   `22:00-${rise}`, `${set}-02:00`]);
  }
  switch (r.below(8)) {
  case 0: return `${time(r, 17, 23)}-${time(r, 0, 5)}`;
  case 1: return `${time(r, 18, 23)}-${time(r, 24, 29)}`;
  case 2: return `${time(r, 0, 3)}-${time(r, 2, 6)}`;
  case 3: return `${time(r, 0, 22)}-${r.pick(['24:00', '00:00'])}`;
  case 4: return `${time(r, 0, 23)}-${time(r, 0, 23)}`;
  default: {
    const hour = r.between(6, 14);
    return `${two(hour)}:00-${time(r, hour + 1, 20)}`;
  }
  }
}

function state(r) {
  return r.pick(['off', 'off', 'off', 'closed', 'open', 'unknown', '"sur rendez-vous"',
                 'off "fermé"', 'open "accueil"', 'unknown "à voir"']);
}

// Where a "," begins another rule and not another item of a list.
const JOINABLE = /(:\d\d|\)|sunrise|sunset|"|off|closed|open|unknown)$/;

// One rule; daysWanted keeps to what is not ambiguous. Three forms that we read are left out,
// because the oracle refuses or misreads them: "Jul Th[1,3]", "Nov 22,Jun Fr[4]" and
// "2027 Sep 02:00-24:00" (to it 2 September).
function rule(r, features, daysWanted) {
  if (!daysWanted && r.chance(0.05)) return '24/7';
  const parts = [];
  if (r.chance(0.08)) parts.push(r.list(1, 2, () => year(r)));
  if (r.chance(0.25)) {
    const afterYears = parts.length > 0; // "2026 Jul 14" would be a date with its year
    parts.push(!afterYears && r.chance(0.3) ? r.list(1, 2, () => datedDate(r))
                                            : r.list(1, 2, () => undatedDate(r, afterYears)));
  }
  if (r.chance(0.75) || (daysWanted && !parts.length) || parts.length === 2) {
    const afterMonth = /[a-z]$/.test(parts.join(' '));
    const days = weekdays(r, features);
    parts.push(afterMonth ? days.replace(/\[.*?\]/g, '') : days);
  }
  const hasSpans = r.chance(0.85) || !parts.length;
  if (hasSpans) parts.push(r.list(1, r.pick([1, 1, 2, 3]), () => span(r, features)));
  if (r.chance(hasSpans ? 0.2 : 0.7)) parts.push(state(r));
  return parts.join(' ');
}

function expression(r) {
  const features = { school: r.chance(0.1), sun: r.chance(0.1) };
  const count = r.pick([1, 1, 2, 2, 2, 3, 4]);
  let text = rule(r, features, false);
  for (let i = 1; i < count; i++) {
    const joined = JOINABLE.test(text) && r.chance(0.2);
    if (!joined && r.chance(0.1)) {
      text += `; ${time(r, 9, 12)}-${time(r, 13, 16)} off`;
    } else {
      text += (joined ? ', ' : '; ') + rule(r, features, true);
    }
  }
  return { text, school: features.school && /SH/.test(text), sun: /sun/.test(text) };
}

module.exports = { makeRandom, expression };

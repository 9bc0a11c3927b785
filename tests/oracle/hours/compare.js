// Compares dashboard/presence/hours with npm's opening_hours; see README.md beside it.
//
// usage: compare.js HOURS_EVAL [--cases N] [--seed N] [--verbose] [--golden FILE]
'use strict';

const { spawnSync } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const { parseArgs } = require('node:util');
const OpeningHours = require('opening_hours');
const { makeRandom, expression } = require('./generate.js');

const ZONE = 'Europe/Paris';
const DAY_MS = 86400000;
const LIMIT_MS = 366 * DAY_MS; // how far hours_at looks
const RENNES = { lat: '48.11', lon: '-1.68' };
const PLACE = { ...RENNES, address: { country_code: 'fr', state: 'Bretagne' } };
const FIRST = Date.UTC(2023, 0, 2);
const LAST = Date.UTC(2028, 11, 30);
// Nights on which the clock of Paris jumps, UTC midnight of their day.
const JUMPS = [[2023, 2, 26], [2023, 9, 29], [2024, 2, 31], [2024, 9, 27], [2025, 2, 30],
               [2025, 9, 26], [2026, 2, 29], [2026, 9, 25], [2027, 2, 28], [2027, 9, 31]]
  .map(([y, m, d]) => Date.UTC(y, m, d));

process.env.TZ = ZONE;
console.error = () => {}; // the oracle tells its exceptions there before it throws them

function options() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { cases: { type: 'string', default: '5000' }, seed: { type: 'string' },
               verbose: { type: 'boolean', default: false }, golden: { type: 'string' } },
  });
  const seed = values.seed === undefined ? Date.now() % 1e9 : Number(values.seed);
  const cases = Number(values.cases);
  if (positionals.length !== 1 || !(cases > 0) || !(seed >= 0)) {
    console.log('usage: compare.js HOURS_EVAL [--cases N] [--seed N] [--verbose]');
    process.exit(2);
  }
  return { program: positionals[0], cases, seed, verbose: values.verbose, golden: values.golden };
}

// The school holidays the oracle knows, asked of itself day by day, for our table.
function schoolTable() {
  const oracle = new OpeningHours('SH', PLACE);
  const ranges = [];
  let known = null;
  for (let day = FIRST / DAY_MS; day <= LAST / DAY_MS; day++) {
    let holiday;
    try {
      const date = new Date(day * DAY_MS);
      holiday = oracle.getState(new Date(date.getUTCFullYear(), date.getUTCMonth(),
                                         date.getUTCDate(), 12));
    } catch {
      if (known) break; // its table ends here
      continue;
    }
    known = known ? [known[0], day] : [day, day];
    const last = ranges[ranges.length - 1];
    if (holiday && last && last[1] === day - 1) last[1] = day;
    else if (holiday) ranges.push([day, day]);
  }
  return { known, ranges };
}

function instants(r, school, schoolKnown) {
  const low = school ? (schoolKnown[0] + 2) * DAY_MS : FIRST;
  const high = school ? (schoolKnown[1] - 2) * DAY_MS : LAST;
  const all = [];
  for (let i = 0; i < 24; i++) all.push(low + Math.floor(r.below(1e9) / 1e9 * (high - low)));
  for (let i = 0; i < 12; i++) {
    const night = r.pick(JUMPS) - DAY_MS + Math.floor(r.below(3 * 1440) * 60000);
    if (night >= low && night <= high) all.push(night + r.pick([0, 0, 59999]));
  }
  return all;
}

// One conversation with hours_eval: [{text, position, at: [ms]}] to [{refused, answers}].
function askOurs(program, school, cases) {
  const lines = [`zone ${ZONE}`, 'holidays FR', `school ${school.known.join(' ')}`,
                 ...school.ranges.map((range) => `range ${range.join(' ')}`),
                 `position ${RENNES.lat} ${RENNES.lon}`];
  for (const one of cases) {
    lines.push(`hours ${one.text}`);
    if (!one.refused) lines.push(...one.at.map((ms) => `at ${ms}`));
  }
  const done = spawnSync(program, { input: lines.join('\n') + '\n', maxBuffer: 1 << 30 });
  if (done.status !== 0) throw new Error(`${program}: ${done.stderr}`);
  const output = done.stdout.toString().split('\n');
  let next = 0;
  return cases.map((one) => {
    const verdict = output[next++];
    if (verdict !== 'ok') return { refused: verdict, answers: [] };
    return { answers: one.at.map(() => {
      const [state, until] = output[next++].split(' ');
      return { state, until: until === 'never' ? Infinity : Number(until) };
    }) };
  });
}

function refusals(program, school, cases) {
  return askOurs(program, school, cases.map((one) => ({ text: one.text, at: [] })))
    .map((answer) => answer.refused);
}

function stateAt(oracle, ms) {
  const date = new Date(ms);
  return oracle.getUnknown(date) ? 'unknown' : oracle.getState(date) ? 'open' : 'closed';
}

function nextChange(oracle, ms) {
  const change = oracle.getNextChange(new Date(ms), new Date(ms + LIMIT_MS));
  return change === undefined ? Infinity : change.getTime();
}

// The same time on the wall in a zone whose clock never jumps.
function stateWithoutJumps(text, ms) {
  const d = new Date(ms);
  const wall = [d.getFullYear(), d.getMonth(), d.getDate(), d.getHours(), d.getMinutes()];
  process.env.TZ = 'UTC';
  try {
    return stateAt(new OpeningHours(text, PLACE), new Date(...wall).getTime());
  } finally {
    process.env.TZ = ZONE;
  }
}

// "Feb 10-28" and "Feb 10-29": the oracle compares 29 or 30 with the date JavaScript made of it.
const FEBRUARY_END = /Feb (\d+,)?\d+-(28|29)\b/;
const TO_FEBRUARY_29 = /-Feb 29\b/;
const FULL_CIRCLE = /([A-Z][a-z]{2}) (\d+)-([A-Z][a-z]{2}) (\d+)/g;

// "Aug 20-Aug 19": ends the day before it begins, which is the whole year; the oracle says never.
function hasFullCircle(text) {
  return [...text.matchAll(FULL_CIRCLE)].some(([, m1, d1, m2, d2]) => {
    const gap = new Date(`${m1} ${d1} 2023 UTC`) - new Date(`${m2} ${d2} 2023 UTC`);
    return gap === DAY_MS || gap === 0 && d1 !== d2;
  });
}

// Why a state of the oracle is wrong, by evidence or by a rule of README.md; null: it is not.
function stateExcuse(text, sun, ms, ours) {
  if (FEBRUARY_END.test(text)) return 'february-end';
  if (TO_FEBRUARY_29.test(text)) return 'to-february-29';
  if (hasFullCircle(text)) return 'full-circle';
  const comparable = !sun || new Date(ms).getHours() === 0; // there, 00:30 is night as well
  if (comparable && stateWithoutJumps(text, ms) === ours) return 'jump of the clock';
  return null;
}

// Its own states prove another change before the one it tells.
function contradictsItself(oracle, ms, ours) {
  if (stateAt(oracle, ours) === stateAt(oracle, ms)) return false;
  for (let i = 1; i < 50; i++) {
    const between = ms + Math.floor((ours - ms) * i / 50);
    if (stateAt(oracle, between) !== stateAt(oracle, ms)) return false;
  }
  return stateAt(oracle, ours - 1) === stateAt(oracle, ms);
}

const GOLDEN_MOMENTS = 8;

// What the oracle answered, where nothing had to be excused: read by tests/unit/test_hours_oracle.c.
function writeGolden(path, school, list) {
  const lines = ['# Answers of npm opening_hours; made by tests/oracle/hours/run --golden, do not edit.',
                 `school ${school.known.join(' ')}`,
                 ...school.ranges.map((range) => `range ${range.join(' ')}`)];
  for (const one of list) {
    if (!one.equal || !one.golden.length) continue;
    lines.push(`hours ${one.text}`, ...one.golden.slice(0, GOLDEN_MOMENTS));
  }
  writeFileSync(path, lines.join('\n') + '\n');
}

// Asked in every run: what people write, and every case of README.md.
const FIXED = [
  'Mo-Fr 09:00-18:00; Jul 15-Aug 20 off', 'Jul-Aug off; Mo-Fr 09:00-18:00',
  'Mo-Fr 09:00-18:00; Sa 10:00-13:00 "atelier"', 'We[2] 14:00-17:00',
  'Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00', '22:00-02:00',
  'Mo-Fr 09:00-18:00; PH off; Sa[1] 10:00-13:00', 'Mo-Fr 09:00-18:00; Sa[-1] 10:00-13:00',
  'Mo-Fr 18:00-02:00; Sa 10:00-16:00', '18:00-02:00; PH off', 'Sa 20:00-04:00', 'Su 22:00-02:00',
  'Su 02:30-05:00', 'Sa 22:00-02:30', 'sunrise-sunset; PH off', 'Mo-Fr 09:00-18:00; SH off', '24/7',
  'Feb 10-28 10:00-12:00', 'Feb 10-29', 'Jan 5-Feb 29 10:00-12:00', 'Feb 29', 'Mar 1-Feb 28',
  'Aug 20-Aug 19 10:00-12:00',
].map((text) => ({ text, school: text.includes('SH'), sun: text.includes('sun') }));

class Tally {
  constructor(verbose) {
    this.verbose = verbose;
    this.equal = 0;
    this.different = 0;
    this.excuses = new Map();
  }

  excuse(name, detail) {
    if (!this.excuses.has(name)) this.excuses.set(name, { count: 0, detail });
    this.excuses.get(name).count++;
  }

  fail(what) {
    this.different++;
    if (this.verbose || this.different <= 20) console.log(`DIFFERENT ${what}`);
  }
}

function iso(ms) {
  return ms === Infinity ? 'never' : new Date(ms).toISOString();
}

function compareState(tally, one, oracle, ms, ours) {
  const theirs = stateAt(oracle, ms);
  const detail = `${one.text} at ${iso(ms)}: ours ${ours}, theirs ${theirs}`;
  if (ours === theirs) return true;
  const excuse = stateExcuse(one.text, one.sun, ms, ours);
  if (excuse) tally.excuse(excuse, detail);
  else tally.fail(detail);
  return false;
}

function compareChange(tally, one, oracle, ms, ours, pending) {
  const theirs = nextChange(oracle, ms);
  const detail = `${one.text} after ${iso(ms)}: ours ${iso(ours)}, theirs ${iso(theirs)}`;
  if (ours === theirs) return true;
  if (ours < theirs && contradictsItself(oracle, ms, ours)) {
    tally.excuse('contradicts itself', detail);
    return false;
  }
  pending.push({ one, ours, theirs, detail });
  return false;
}

function main() {
  const { program, cases, seed, verbose, golden } = options();
  console.log(`seed ${seed} (--seed ${seed} replays it)`);
  const school = schoolTable();
  const r = makeRandom(seed);
  const list = Array.from({ length: cases }, (_, i) => {
    const one = FIXED[i] ?? expression(r);
    return { ...one, at: instants(r, one.school, school.known) };
  });
  const refused = refusals(program, school, list);
  list.forEach((one, i) => { one.refused = refused[i] !== undefined; });
  const ours = askOurs(program, school, list);
  const tally = new Tally(verbose);
  const pending = [];
  let moments = 0;
  list.forEach((one, i) => {
    if (one.refused) return tally.fail(`${one.text}: ${refused[i]}`);
    const before = tally.different;
    one.golden = [];
    let oracle;
    try {
      oracle = new OpeningHours(one.text, PLACE);
    } catch (error) {
      return tally.fail(`${one.text}: the oracle refuses: ${error}`);
    }
    one.at.forEach((ms, k) => {
      const { state, until } = ours[i].answers[k];
      moments++;
      try {
        if (!compareState(tally, one, oracle, ms, state)) return;
        const asked = k % 2 === 0 && !one.school;
        const same = asked && compareChange(tally, one, oracle, ms, until, pending);
        // Of a school year the oracle's answers end with its own table.
        if (!asked || same) {
          one.golden.push(`at ${ms} ${state} ${same ? iso(until) : '-'}`);
        }
      } catch (error) {
        const known = /infinite loop|does not occur on this date/.exec(String(error));
        if (!known) throw error;
        tally.excuse(known[0], `${one.text} after ${iso(ms)}`);
      }
    });
    one.equal = tally.different === before;
  });
  // Where their change comes first, or ours cannot be proven: what are both states then?
  const second = askOurs(program, school, pending.map((p) => ({
    text: p.one.text, at: [Math.min(p.ours, p.theirs), Math.min(p.ours, p.theirs) - 1] })));
  pending.forEach((p, i) => {
    const at = Math.min(p.ours, p.theirs);
    const oracle = new OpeningHours(p.one.text, PLACE);
    const [now, before] = second[i].answers.map((answer) => answer.state);
    const excuses = [[at, now], [at - 1, before]]
      .filter(([ms, state]) => stateAt(oracle, ms) !== state)
      .map(([ms, state]) => stateExcuse(p.one.text, p.one.sun, ms, state));
    if (excuses.length && excuses.every(Boolean)) tally.excuse(`${excuses[0]}, change`, p.detail);
    else { tally.fail(p.detail); p.one.equal = false; }
  });
  tally.equal = list.filter((one) => one.equal).length;
  for (const [name, { count, detail }] of [...tally.excuses].sort()) {
    console.log(`oracle wrong, ${name}: ${count} of ${moments} moments, as ${detail}`);
  }
  if (golden) writeGolden(golden, school, list);
  const different = list.length - tally.equal;
  console.log(`${moments} moments`);
  console.log(`${tally.equal} equal, ${different} different`);
  process.exit(different ? 1 : 0);
}

main();

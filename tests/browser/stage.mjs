// The programs under test: the stage (stage.c), and the demo, with all that belongs to it.
import {spawn} from 'node:child_process';
import {mkdtempSync, openSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {createInterface} from 'node:readline';

const build = process.env.LAMPION_BUILD;
const children = new Set(), folders = new Set();
process.on('exit', () => {
  for (const child of children) child.kill('SIGTERM');
  for (const folder of folders) rmSync(folder, {recursive: true, force: true});
});

function start(command, args, options) {
  const child = spawn(command, args, {stdio: ['pipe', 'pipe', 'inherit'], ...options});
  children.add(child);
  child.ended = new Promise(end => child.on('exit', () => { children.delete(child); end(); }));
  return child;
}

export async function stage() {
  const child = start(`${build}/tests/browser/lampion-stage`, []);
  const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]();
  const port = (await lines.next()).value.split(' ')[1];
  return {
    url: `http://127.0.0.1:${port}/`,
    async say(word) {
      child.stdin.write(word + '\n');
      return (await lines.next()).value;
    },
    async viewers() { return Number((await this.say('viewers')).split(' ')[1]); },
    stop() { child.stdin.end(); return child.ended; },
  };
}

// A whole place, simulated and fast: broker, boards, collector.
export async function demo() {
  const child = start(`${process.env.LAMPION_ROOT}/tests/place/demo`,
    [build, '--port', '0', '--speed', '20', '--seconds', '120'], {stdio: ['ignore', 'pipe', 'ignore']});
  for await (const line of createInterface({input: child.stdout})) {
    if (line.startsWith('ready ')) {
      return {url: line.slice(6), stop() { child.kill('SIGTERM'); return child.ended; }};
    }
  }
  throw new Error('the demo did not start');
}

function free_port() {
  return new Promise(done => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const {port} = server.address();
      server.close(() => done(port));
    });
  });
}

async function until_said(file, pattern) {
  for (let i = 0; i < 200; i++, await new Promise(next => setTimeout(next, 50))) {
    const found = readFileSync(file, 'utf8').match(pattern);
    if (found) return found;
  }
  throw new Error(`${file} never said ${pattern}:\n${readFileSync(file, 'utf8')}`);
}

// A broker, a collector and an agent whose trace takes seats one by one and leaves them again: 30
// seats, between 5 and 25 of them free. `decided_ms`: when, by CLOCK_MONOTONIC, each of `count` is.
export async function decisions(count) {
  const folder = mkdtempSync('/tmp/lampion-pixel-'), port = await free_port(), SEATS = 30, MOVED = 20;
  const at = name => `${folder}/${name}`, seat = i => `seat-${String(i + 1).padStart(2, '0')}`;
  folders.add(folder);
  const begun_ms = Math.floor(Number(process.hrtime.bigint()) / 1e6);
  const clock = `${begun_ms},${Date.now()},1`, lead_ms = 9000, decided_ms = [];
  const seats = Array.from({length: SEATS}, (_, i) => i);
  const free_after = n => { const phase = n % (2 * MOVED); return SEATS - 5 - (phase <= MOVED ? phase : 2 * MOVED - phase); };
  let trace = 't,line,level\n' + seats.map(i => `0,${seat(i)},${i >= SEATS - 5 ? 1 : 0}\n`).join('');
  for (let i = 0, t_ms = lead_ms; i < count; i++, t_ms += 40 + (i * 37) % 61) {
    decided_ms.push(begun_ms + t_ms);
    trace += `${(t_ms / 1000).toFixed(3)},${seat(i % MOVED)},${Math.floor(i / MOVED) % 2 ? 0 : 1}\n`;
  }
  writeFileSync(at('desks.csv'), trace);
  writeFileSync(at('mosquitto.conf'), `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
  writeFileSync(at('lampion.yaml'), `broker: {uri: "mqtt://127.0.0.1:${port}"}\nhttp: {listen: "127.0.0.1:0"}\nstore: {path: history.db}\n`);
  writeFileSync(at('place.yaml'), `place: {id: bench, name: Bench, timezone: Europe/Paris, languages: [fr, en], opening_hours: 24/7}
zones:
  - id: desks
    name: Desks
    kind: seats
    release: 0s
    seats: [${seats.map(i => `{id: d${i + 1}, sensor: desks/${seat(i)}}`).join(', ')}]
`);
  writeFileSync(at('agent.yaml'), `place: bench
agent: desks
broker: {uri: "mqtt://127.0.0.1:${port}"}
lines: {source: trace, file: desks.csv}
outbox: {run: ., spill: .}
sensors:
${seats.map(i => `  - {id: ${seat(i)}, kind: seat, line: ${seat(i)}, active: high, bias: pull-up, debounce: 0ms, confirm: 0s}`).join('\n')}
`);
  const run = (log, command, args) => start(command, args, {cwd: folder, stdio: ['ignore', 'ignore', openSync(at(log), 'a')]});
  const broker = run('broker.log', 'mosquitto', ['-c', at('mosquitto.conf')]);
  const serve = run('serve.log', `${build}/dashboard/lampion`, ['serve', '--config', at('lampion.yaml'), '--clock', clock]);
  const [, url] = await until_said(at('serve.log'), / on (http:\/\/127\.0\.0\.1:\d+\/)/);
  const agent = run('agent.log', `${build}/agent/lampion-agent`, ['run', '--config', at('agent.yaml'), '--clock', clock]);
  return {
    url, decided_ms, free_after,
    async stop() {
      for (const child of [agent, serve, broker]) { child.kill('SIGTERM'); await child.ended; }
      rmSync(folder, {recursive: true});
      folders.delete(folder);
    },
  };
}

// The programs under test: the stage (stage.c), and the demo, with all that belongs to it.
import {spawn} from 'node:child_process';
import {createInterface} from 'node:readline';

const build = process.env.LAMPION_BUILD;
const children = new Set();
process.on('exit', () => { for (const child of children) child.kill('SIGTERM'); });

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

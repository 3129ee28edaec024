// The page's one event stream: resumes where it broke, notices silence, carries the logs that are looked at.

import { Refused, events } from "./api.js";
import { apply, changed, loadInfo, loadProcesses, store } from "./store.js";

const SILENCE_MILLIS = 12_000; // the daemon says something at least every five seconds
const SLOWEST_MILLIS = 4_000;

let run = 0; // which call of start() listens; 0 for none
let runs = 0;
let lastId = null;
let heard = Date.now(); // when the daemon last gave a sign of life
let connection = null; // the AbortController of the stream that is open
const followed = new Map(); // "web:web_00/stdout" -> { offset (null: from now on), hear: Set }

function path() {
  const logs = [...followed].map(([name, log]) => (log.offset === null ? name : `${name}@${log.offset}`));
  return `api/v1/events?usage=true${logs.length ? `&follow=${encodeURIComponent(logs.join(","))}` : ""}`;
}

function say(state, why = "") {
  if (store.connection.state !== state || store.connection.why !== why) {
    const since = state !== "lost" ? Date.now() : store.connection.state === "lost" ? store.connection.since : heard;
    store.connection = { state, since, why };
    changed();
  }
}

const pause = (millis) => new Promise((done) => setTimeout(done, millis));

/** Begins to listen, and goes on until {@link stop}. */
export async function start() {
  if (run) return;
  const own = ++runs;
  run = own;
  lastId = null;
  let wait = 250;
  while (run === own) {
    let why = "";
    const abort = new AbortController();
    connection = abort;
    let silence = setTimeout(() => abort.abort("silent"), SILENCE_MILLIS);
    let first = true;
    try {
      for await (const batch of events(path(), { signal: abort.signal, lastId })) {
        clearTimeout(silence);
        silence = setTimeout(() => abort.abort("silent"), SILENCE_MILLIS);
        heard = Date.now();
        if (first) {
          first = false;
          wait = 250;
          say("live");
          // What happened before the stream began is in the list; what happens from now on is in the stream.
          if (lastId === null) await Promise.all([loadProcesses(), loadInfo()]);
        }
        take(batch);
      }
    } catch (failure) {
      if (run !== own) return;
      if (failure instanceof Refused) {
        if (failure.status === 401) break;
        // One log of a process that is gone must not take the others and the page with it.
        if (failure.type === "bad-name" && (await leaveGone(wait > 1000).catch(() => false))) continue;
        why = failure.message;
      }
    } finally {
      clearTimeout(silence);
    }
    if (run !== own) return;
    if (abort.signal.reason === "other logs") continue;
    say("lost", why);
    await pause(wait);
    wait = Math.min(SLOWEST_MILLIS, wait * 2);
  }
  if (run !== own) return;
  run = 0;
  say("ended");
}

export function stop() {
  run = 0;
  connection?.abort("stopped");
  say("ended");
}

/**
 * Ends what follows logs of processes that there are no more.
 *
 * @param all whichever they are: the daemon has refused them again and again
 * @returns whether there were any
 */
async function leaveGone(all) {
  await loadProcesses();
  const gone = [...followed].filter(([name]) => all || !store.processes.has(name.slice(0, name.lastIndexOf("/"))));
  for (const [name, log] of gone) {
    followed.delete(name);
    for (const listener of log.hear) listener({ gone: true });
  }
  return gone.length > 0;
}

function take(batch) {
  for (const event of batch) {
    if (event.id) lastId = event.id;
    if (event.type === "log") hear(event.data);
    else apply(event);
  }
  if (batch.some((event) => event.type !== "log")) changed();
}

function hear(data) {
  const log = followed.get(`${data.namespec}/${data.channel}`);
  if (!log) return;
  log.offset = data.offset ?? null; // a stream without a file has no places
  for (const listener of log.hear) listener(data);
}

let reconnecting = false;

function reconnect() {
  if (reconnecting) return;
  reconnecting = true;
  // Several logs that open together make one new stream.
  queueMicrotask(() => {
    reconnecting = false;
    connection?.abort("other logs");
  });
}

/**
 * Hears a log of a process from an offset of its file on; a file that is not there yet from its start.
 *
 * @returns how to end it
 */
export function follow(name, offset, listener) {
  const known = followed.get(name);
  if (known) {
    known.hear.add(listener);
  } else {
    followed.set(name, { offset, hear: new Set([listener]) });
    reconnect();
  }
  return () => {
    const log = followed.get(name);
    if (log?.hear.delete(listener) && log.hear.size === 0) {
      followed.delete(name);
      reconnect();
    }
  };
}

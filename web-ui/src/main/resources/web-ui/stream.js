// The page's one event stream: resumes where it broke, notices silence, carries the logs that are looked at.

import { Refused, events, isAbort } from "./api.js";
import { apply, changed, loadInfo, loadProcesses, store } from "./store.js";

const SILENCE_MILLIS = 12_000; // the daemon says something at least every five seconds
const SLOWEST_MILLIS = 4_000;

let running = false;
let lastId = null;
let connection = null; // the AbortController of the stream that is open
const followed = new Map(); // "web:web_00/stdout" -> { offset (null: from now on), hear: Set }

function path() {
  const logs = [...followed].map(([name, log]) => (log.offset === null ? name : `${name}@${log.offset}`));
  return `api/v1/events?usage=true${logs.length ? `&follow=${encodeURIComponent(logs.join(","))}` : ""}`;
}

function say(state) {
  if (store.connection.state !== state) {
    store.connection = { state, since: Date.now() };
    changed();
  }
}

const pause = (millis) => new Promise((done) => setTimeout(done, millis));

/** Begins to listen, and goes on until {@link stop}. */
export async function start() {
  if (running) return;
  running = true;
  lastId = null;
  let wait = 250;
  while (running) {
    const abort = new AbortController();
    connection = abort;
    let silence = setTimeout(() => abort.abort("silent"), SILENCE_MILLIS);
    let first = true;
    try {
      for await (const batch of events(path(), { signal: abort.signal, lastId })) {
        clearTimeout(silence);
        silence = setTimeout(() => abort.abort("silent"), SILENCE_MILLIS);
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
      if (failure instanceof Refused && failure.status === 401) running = false;
      if (!running) break;
      if (failure instanceof Refused && failure.type === "bad-name") followed.clear();
    } finally {
      clearTimeout(silence);
    }
    if (!running) break;
    if (abort.signal.reason === "other logs") continue;
    say("lost");
    await pause(wait);
    wait = Math.min(SLOWEST_MILLIS, wait * 2);
  }
  say("ended");
}

export function stop() {
  running = false;
  connection?.abort("stopped");
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

export { isAbort };

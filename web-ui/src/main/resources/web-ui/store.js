// What the page knows, and who wants to hear of it. Changes are told once a frame, however many came.

import { get } from "./api.js";

export const POINTS = 30;
const EVENTS = 300;
const CLOCK_STEP_SECONDS = 5;
const SLOWEST_LOOK_MILLIS = 1500;
const CODES = { STOPPED: 0, STARTING: 10, RUNNING: 20, BACKOFF: 30, STOPPING: 40, EXITED: 100, FATAL: 200, UNKNOWN: 1000 };
const ALIVE = new Set(["STARTING", "RUNNING", "STOPPING"]);
const UNASKED = new Set(["EXITED", "BACKOFF", "FATAL", "UNKNOWN"]);

export const store = {
  info: null,
  processes: new Map(), // by namespec; a process that changes is another object
  usage: new Map(), // by namespec: { cpu: [], mib: [] }
  tick: 0, // grows with every sample
  version: 0, // grows with every change of a process
  loaded: false, // whether the processes are known at all
  operations: new Map(),
  events: [], // newest first
  // connecting, live, lost, ended (signed out)
  // why: what the daemon said, where it answers and refuses
  connection: { state: "connecting", since: Date.now(), why: "" },
  skew: 0, // the daemon's clock less ours, in seconds
  signIn: null, // { message } while the sign-in form is wanted
};

const listeners = new Set();
let wanted = false;

export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tells all listeners in the next frame; a hidden page has no frames, so a timer helps. */
export function changed() {
  if (wanted) return;
  wanted = true;
  const tell = () => {
    if (!wanted) return;
    wanted = false;
    for (const listener of listeners) listener();
  };
  if (document.hidden) setTimeout(tell, 250);
  else requestAnimationFrame(tell);
}

export const readOnly = () => store.info?.readOnly === true;
export const now = () => Date.now() / 1000 + store.skew;
/** It comes up and ends, again and again, lately. */
export const keepsEnding = (p) => p.exits >= 3 && (p.statename === "RUNNING" || p.statename === "STARTING" || p.statename === "EXITED") && now() - p.start < 30;
export const isProblem = (p) => keepsEnding(p) || p.statename === "FATAL" || p.statename === "BACKOFF" || p.statename === "UNKNOWN"
  || (p.statename === "EXITED" && !p.exitcodes.includes(p.exitstatus)) || (p.statename === "RUNNING" && !p.ready);
export const isUp = (p) => p.statename === "RUNNING" || p.statename === "STARTING" || p.statename === "BACKOFF";

export async function loadInfo() {
  const before = store.info;
  store.info = await get("api/v1/info");
  if (before && (store.info.pid !== before.pid || store.info.uptime < before.uptime - CLOCK_STEP_SECONDS)) leaveOperations();
  changed();
}

let left = 0;
const unknownEnd = { done: true, failed: true, outcome: "unknown", reason: "The daemon no longer knows how this ended. Look at the states of the processes." };

/** Another run of the daemon counts its operations anew, and those before ended with the other. */
function leaveOperations() {
  for (const operation of [...store.operations.values()].filter(isOfDaemon)) {
    store.operations.delete(operation.id);
    const id = `left-${++left}`;
    store.operations.set(id, { ...operation, ...(operation.done ? {} : unknownEnd), id });
  }
}

export async function loadProcesses() {
  const { processes } = await get("api/v1/processes");
  store.processes = new Map(processes.map((p) => [p.namespec, p]));
  if (processes.length) store.skew = processes[0].now - Date.now() / 1000;
  for (const name of store.usage.keys()) if (!store.processes.has(name)) store.usage.delete(name);
  store.version++;
  store.loaded = true;
  changed();
}

export async function loadUsage() {
  const { processes } = await get("api/v1/usage");
  store.usage = new Map(Object.entries(processes));
  store.tick++;
  changed();
}

export async function loadOperations() {
  const { operations } = await get("api/v1/operations");
  for (const operation of operations) {
    store.operations.set(operation.id, { ...store.operations.get(operation.id), ...operation });
    watch(operation.id);
  }
  changed();
}

let reloadTimer = 0;
let reloaded = 0;

/** Reads the list anew, once for many reasons and at most once a second. */
function reloadSoon() {
  if (reloadTimer) return;
  reloadTimer = setTimeout(() => {
    reloadTimer = 0;
    reloaded = Date.now();
    loadProcesses().catch(() => {});
  }, Math.max(50, reloaded + 1000 - Date.now()));
}

function change(namespec, fields) {
  const before = store.processes.get(namespec);
  if (!before) {
    reloadSoon();
    return;
  }
  store.processes.set(namespec, { ...before, ...fields });
  store.version++;
}

function stateChanged(data) {
  const before = store.processes.get(data.namespec);
  if (!before) return reloadSoon();
  const seconds = Date.parse(data.time) / 1000;
  const fields = { statename: data.to, state: CODES[data.to] ?? 1000, pid: data.pid, cause: data.cause };
  if (data.to === "STARTING") {
    if (before.start > 0) fields.restarts = before.restarts + 1;
    fields.start = seconds;
  }
  if (ALIVE.has(data.from) && UNASKED.has(data.to)) fields.exits = before.exits + 1;
  if (!ALIVE.has(data.to)) {
    fields.stop = seconds;
    fields.cpu = null;
    fields.rss = null;
    fields.spawnerr = data.to === "FATAL" || data.to === "BACKOFF" ? data.cause : "";
    const code = /exit status (\d+)/.exec(data.cause);
    fields.exitstatus = code ? Number(code[1]) : data.cause.includes("signal") ? -1 : before.exitstatus;
  }
  if (before.readiness.probe === null) fields.ready = data.to === "RUNNING";
  else if (data.to !== "RUNNING" && data.to !== "STARTING") fields.ready = false;
  change(data.namespec, fields);
}

function readinessChanged(data) {
  const before = store.processes.get(data.namespec);
  if (before) {
    const readiness = { ...before.readiness, why: data.why, since: Date.parse(data.time) / 1000 };
    change(data.namespec, { ready: data.ready, readiness });
  }
}

function usageCame(data) {
  for (const [name, [cpu, rss]] of Object.entries(data.processes)) {
    const p = store.processes.get(name);
    if (p && p.pid) {
      // In place: a row looks at the tick, and sorting by name need not be done anew.
      p.cpu = cpu;
      p.rss = rss;
    }
  }
  for (const [name, p] of store.processes) {
    let past = store.usage.get(name);
    if (!past) store.usage.set(name, (past = { cpu: [], mib: [] }));
    past.cpu.push(p.cpu ?? 0);
    past.mib.push((p.rss ?? 0) / 1048576);
    if (past.cpu.length > POINTS) {
      past.cpu.shift();
      past.mib.shift();
    }
  }
  store.tick++;
}

function operationCame(data) {
  const known = store.operations.get(data.id);
  if (!known) {
    store.operations.set(data.id, { id: data.id, kind: data.kind, begun: data.time, done: false, results: [] });
    refreshOperation(data.id);
    watch(data.id);
    return;
  }
  if (data.outcome) {
    store.operations.set(data.id, { ...known, done: true, outcome: data.outcome, reason: data.reason });
    refreshOperation(data.id);
    return;
  }
  const results = known.results.some((line) => line.namespec === data.namespec)
    ? known.results.map((line) => (line.namespec === data.namespec ? { ...line, phase: data.phase } : line))
    : [...known.results, { namespec: data.namespec, ok: null, phase: data.phase }];
  store.operations.set(data.id, { ...known, results });
}

function refreshOperation(id) {
  return get(`api/v1/operations/${id}`).then((operation) => {
    store.operations.set(id, { ...store.operations.get(id), ...operation });
    changed();
  }).catch((failure) => {
    const known = store.operations.get(id);
    if (failure.status !== 404 || !known || known.done) return;
    store.operations.set(id, { ...known, ...unknownEnd });
    changed();
  });
}

const watched = new Set();

/** Looks at an operation until it is done: often at first, as most are short. */
export async function watch(id) {
  if (watched.has(id)) return;
  watched.add(id);
  for (let wait = 120; ; wait = Math.min(SLOWEST_LOOK_MILLIS, wait * 1.5)) {
    await new Promise((passed) => setTimeout(passed, wait));
    const operation = store.operations.get(id);
    if (!operation || operation.done) break;
    if (store.connection.state === "live") await refreshOperation(id);
  }
  watched.delete(id);
}

/** Whether the daemon knows it too; others are this page's own. */
export const isOfDaemon = (operation) => /^\d+$/.test(operation.id);

/**
 * Who looked has gone.
 *
 * @param all also what was done and what happened: somebody else may look next
 */
export function forget(all) {
  // What goes on is read anew; what has ended is to be read by who ordered it.
  for (const [id, operation] of store.operations) if (all || !operation.done) store.operations.delete(id);
  leaveOperations();
  if (all) store.events = [];
  store.info = null;
  store.loaded = false;
  store.processes = new Map();
  store.usage = new Map();
  store.version++;
}

/** Takes one event of the stream. */
export function apply(event) {
  const { type, data } = event;
  if (type === "state") stateChanged(data);
  else if (type === "readiness") readinessChanged(data);
  else if (type === "usage") return usageCame(data);
  else if (type === "operation") operationCame(data);
  else if (type === "group" || type === "process" || type === "config") reloadSoon(); // config: what the files say of numbers
  else if (type === "supervisor") store.info = { ...store.info, state: data.state, statecode: data.statecode };
  else if (type === "reset") {
    reloadSoon();
    loadInfo().then(loadOperations).catch(() => {});
    return undefined;
  }
  if (type !== "log") {
    store.events.unshift({ type, ...data });
    if (store.events.length > EVENTS) store.events.length = EVENTS;
  }
  return undefined;
}

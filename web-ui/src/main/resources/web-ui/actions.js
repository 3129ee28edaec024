// What can be done to processes: asks first where it hurts, then shows the outcome of each process.

import { Refused, call, get, post, processPath } from "./api.js";
import { ask } from "./dialogs.js";
import { plural } from "./format.js";
import { changed, isUp, readOnly, store, watch } from "./store.js";

const WORDS = {
  start: ["Start", "Starting"], stop: ["Stop", "Stopping"], restart: ["Restart", "Restarting"],
  rolling: ["Rolling restart", "Rolling restart of"], signal: ["Signal", "Signalling"], "clear-logs": ["Clear logs", "Clearing logs of"],
};
const SIGNALS = ["HUP", "INT", "QUIT", "KILL", "TERM", "USR1", "USR2", "CONT", "STOP"];
const LISTED = 8;
const AT_ONCE = 4; // a browser has six connections to a host, and the event stream is one
const SLOWEST_LOOK_MILLIS = 1000;
let number = 0;

const pause = (millis) => new Promise((passed) => setTimeout(passed, millis));

export const can = (action, p) => {
  if (readOnly()) return false;
  if (action === "start") return !isUp(p) && p.statename !== "STOPPING";
  if (action === "stop") return isUp(p);
  if (action === "signal") return p.pid > 0;
  return p.statename !== "STOPPING";
};

function note(title, fields = {}) {
  const id = `page-${++number}`;
  const begun = new Date().toISOString();
  store.operations.set(id, { id, title, begun, done: false, results: [], ...fields });
  changed();
  return (more) => {
    if (store.operations.has(id)) store.operations.set(id, { ...store.operations.get(id), ...more });
    changed();
  };
}

/** How it ended, in a word, where the daemon gave none. */
export const summary = (results) => {
  const bad = results.filter((line) => line.ok === false).length;
  return bad === results.length && bad ? "failed" : bad ? `${bad} of ${results.length} failed` : results.length ? "done" : "nothing to do";
};

/** Whatever there is to be told: by the daemon's own words. */
export async function attempt(title, work) {
  const tell = note(title);
  try {
    const answer = (await work()) ?? {};
    const results = answer.results ?? [];
    tell({ done: true, results, outcome: answer.outcome ?? summary(results), failed: results.some((l) => l.ok === false), reason: answer.reason });
    return answer;
  } catch (failure) {
    tell({ done: true, failed: true, outcome: "refused", reason: failure.message, problems: failure.problems });
    return null;
  }
}

const sentence = (targets) => (targets.length === 1 ? (targets[0] === "all" ? "everything" : targets[0]) : plural(targets.length, "process", "processes"));

async function confirmed(action, targets, affected) {
  const [word] = WORDS[action];
  const hurts = action === "stop" || action === "restart" || action === "clear-logs" || action === "rolling";
  if (action === "signal") {
    return ask({ title: `Send a signal to ${sentence(targets)}`, action: "Send", field: { label: "Signal", value: "HUP", options: SIGNALS } });
  }
  if (!hurts || (affected.length <= 1 && action === "restart")) return true;
  const shown = affected.length > 1 ? affected.slice(0, LISTED) : [];
  if (affected.length > LISTED) shown.push(`and ${affected.length - LISTED} more`);
  const text = {
    stop: affected.length > 1 ? `${plural(affected.length, "process", "processes")} will stop and stay stopped until started again.`
      : "It stays stopped until it is started again.",
    restart: "All of them are stopped before any is started again. A rolling restart keeps the others serving.",
    rolling: "One batch after another is taken out of its proxy, restarted, and put back when it is ready.",
    "clear-logs": "What is in the log files is lost.",
  }[action];
  return ask({ title: `${word} ${action === "clear-logs" ? "of " : ""}${sentence(targets)}?`, text, list: shown, action: word, danger: action !== "rolling" });
}

/**
 * Does one thing to processes.
 *
 * @param action start, stop, restart, rolling, signal, clear-logs
 * @param targets namespecs: `group:name`, `group:*`, `all`
 */
export async function act(action, targets, affected = targets) {
  if (readOnly() || targets.length === 0) return;
  const yes = await confirmed(action, targets, affected);
  if (yes === null) return;
  const title = `${WORDS[action][0]} ${action === "signal" ? `${yes} ` : ""}${sentence(targets)}`;
  if (action === "rolling") return roll(title, targets);
  const order = (target) => post(`${processPath(target)}/${action}`, action === "signal" ? { signal: yes } : undefined);
  const whole = inGroups(targets);
  if (whole.length === 1) await begin(title, () => order(whole[0]));
  else await each(title, whole, order);
}

/** Groups of which every process is meant, by their name: then the order of their priorities counts. */
function inGroups(targets) {
  const sizes = new Map();
  for (const p of store.processes.values()) sizes.set(p.group, (sizes.get(p.group) ?? 0) + 1);
  const named = new Map();
  for (const target of targets) {
    const group = store.processes.get(target)?.group ?? target;
    named.set(group, [...(named.get(group) ?? []), target]);
  }
  return [...named].flatMap(([group, names]) => (names.length > 1 && names.length === sizes.get(group) ? [`${group}:*`] : names));
}

/**
 * One order for each, told together. Nothing waits for an answer: a stop may take long, and those
 * that wait would hold all connections to the daemon.
 */
async function each(title, targets, order) {
  const lines = new Map(targets.map((target) => [target, [{ namespec: target, ok: null }]]));
  const open = new Map(); // the operations that are not done, by target
  const tell = note(title);
  const show = (more) => tell({ results: [...lines.values()].flat(), ...more });
  const took = async (target, answer) => {
    try {
      const { id, done, results } = await answer;
      if (id && !done) open.set(target, id);
      else open.delete(target);
      lines.set(target, results);
    } catch (failure) {
      // A daemon that does not answer is asked again, for what it has begun.
      if (open.has(target) && !(failure instanceof Refused)) return;
      open.delete(target);
      lines.set(target, [{ namespec: target, ok: false, error: failure.message }]);
    }
  };
  show();
  const queue = [...targets];
  const next = async () => {
    for (let target = queue.shift(); target !== undefined; target = queue.shift()) await took(target, order(target));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  for (let wait = 200; open.size > 0; wait = Math.min(SLOWEST_LOOK_MILLIS, wait * 1.5)) {
    show();
    await pause(wait);
    for (const [target, id] of [...open]) await took(target, get(`api/v1/operations/${id}`));
  }
  const results = [...lines.values()].flat();
  show({ done: true, outcome: summary(results), failed: results.some((line) => line.ok === false) });
}

/**
 * Rolls run by themselves and tell of it in the event stream; here they are only begun. A program can
 * be in one roll at a time: of several, each begins when the one before has ended well.
 */
async function roll(title, targets) {
  const whole = inGroups(targets);
  for (const [i, target] of whole.entries()) {
    const begun = await begin(whole.length === 1 ? title : `Rolling restart ${target} (${i + 1} of ${whole.length})`, () => post(`${processPath(target)}/restart?rolling=true`));
    const rest = whole.slice(i + 1);
    if (rest.length === 0) return;
    const ended = begun && (await end(begun.id));
    if (!ended || !["done", "nothing to do"].includes(ended.outcome)) {
      note("Rolling restart")({ done: true, failed: true, outcome: "stopped", reason: `That of ${target} did not end well, so these were left as they are: ${rest.join(", ")}.` });
      return;
    }
  }
}

/** Waits for an operation of the daemon; null where the page has forgotten it. */
async function end(id) {
  while (true) {
    const operation = store.operations.get(id);
    if (!operation || operation.done) return operation;
    await pause(100);
  }
}

async function begin(title, work) {
  try {
    const answer = (await work()) ?? {};
    if (answer.id) {
      store.operations.set(answer.id, { ...store.operations.get(answer.id), ...answer, title });
      changed();
      watch(answer.id);
    } else {
      const results = answer.results ?? [];
      note(title)({ done: true, results, outcome: summary(results), failed: results.some((line) => line.ok === false) });
    }
    return answer;
  } catch (failure) {
    note(title)({ done: true, failed: true, outcome: "refused", reason: failure.message, problems: failure.problems });
    return null;
  }
}

export async function scale(program, now) {
  const wanted = await ask({
    title: `Scale ${program}`, text: `It has ${plural(now, "process", "processes")} now. Only the difference is started or stopped.`,
    action: "Scale", field: { label: "Processes", value: String(now), kind: "number" },
  });
  if (wanted === null) return;
  await begin(`Scale ${program} to ${wanted}`, () => post(`api/v1/programs/${encodeURIComponent(program)}/scale`, { numprocs: Number(wanted) }));
}

/** The number of processes of the one program that these are of. */
export function scaleThat(names) {
  const processes = names.map((name) => store.processes.get(name)).filter(Boolean);
  if (processes.length === 0 || readOnly()) return undefined;
  const program = programOf(processes);
  if (!program) return note("Scale")({ done: true, failed: true, outcome: "refused", reason: "These are processes of several programs: choose those of one." });
  return scale(program, [...store.processes.values()].filter((p) => p.program === program && p.group === processes[0].group).length);
}

const KEYS = [["s", "start", "Start"], ["t", "stop", "Stop"], ["r", "restart", "Restart"], ["R", "rolling", "Rolling restart"], ["S", "signal", "Send a signal"], ["C", "clear-logs", "Clear logs"]];

/**
 * Shortcuts of all that can be done to processes.
 *
 * @param names a function of the namespecs that are meant
 */
export function actionKeys(names) {
  if (readOnly()) return [];
  const does = (action, word) => {
    const all = names();
    const fit = all.filter((name) => store.processes.has(name) && can(action, store.processes.get(name)));
    if (all.length > 0 && fit.length === 0) note(`${word} ${sentence(all)}`)({ done: true, outcome: "nothing to do" });
    else act(action, fit);
  };
  return [...KEYS.map(([key, action, word]) => ({ keys: [key], says: word, does: () => does(action, word) })),
    { keys: ["n"], says: "Scale: another number of processes", does: () => scaleThat(names()) }];
}

export async function update(rolling, groups) {
  const yes = await ask({
    title: rolling ? "Apply the changes, rolling?" : "Apply the changes?",
    text: rolling ? "Changed programs are replaced process by process under max_unavailable; others as with a plain update."
      : "Changed and removed groups are stopped, then changed and added ones are started.",
    list: groups, action: rolling ? "Apply rolling" : "Apply", danger: !rolling,
  });
  if (yes === null) return false;
  const title = rolling ? "Rolling update" : "Update";
  return (await begin(title, () => post(`api/v1/config/update${rolling ? "?rolling=true" : ""}`, { groups }))) !== null;
}

export const abort = (operation) => call(`api/v1/operations/${operation.id}`, { method: "DELETE" })
  .catch((failure) => note(`Abort: ${operation.title ?? operation.kind}`)({ done: true, failed: true, outcome: "refused", reason: failure.message }));

/** The program that all these processes are of; empty for several. */
export function programOf(processes) {
  const names = new Set(processes.map((p) => p.program));
  return names.size === 1 ? [...names][0] : "";
}

// What can be done to processes: asks first where it hurts, then shows the outcome of each process.

import { call, post, processPath } from "./api.js";
import { ask } from "./dialogs.js";
import { plural } from "./format.js";
import { changed, isUp, readOnly, refreshOperation, store } from "./store.js";

const WORDS = {
  start: ["Start", "Starting"], stop: ["Stop", "Stopping"], restart: ["Restart", "Restarting"],
  rolling: ["Rolling restart", "Rolling restart of"], signal: ["Signal", "Signalling"], "clear-logs": ["Clear logs", "Clearing logs of"],
};
const SIGNALS = ["HUP", "INT", "QUIT", "KILL", "TERM", "USR1", "USR2", "CONT", "STOP"];
const LISTED = 8;
let number = 0;

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

const summary = (results) => {
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
  const body = action === "signal" ? { signal: yes } : undefined;
  await attempt(title, async () => {
    const answers = await Promise.all(targets.map((target) =>
      post(`${processPath(target)}/${action}?wait=true`, body).catch((failure) => {
        if (targets.length === 1) throw failure;
        return { results: [{ namespec: target, ok: false, error: failure.message }] };
      })));
    return { results: answers.flatMap((answer) => answer.results ?? []) };
  });
}

/** Rolls run by themselves and tell of it in the event stream; here they are only begun. */
async function roll(title, targets) {
  for (const target of targets) await begin(targets.length === 1 ? title : `Rolling restart ${target}`, () => post(`${processPath(target)}/restart?rolling=true`));
}

async function begin(title, work) {
  try {
    const operation = await work();
    if (operation.id) {
      store.operations.set(operation.id, { ...store.operations.get(operation.id), ...operation, title });
      changed();
      refreshOperation(operation.id);
    }
    return operation;
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
  const query = rolling ? "?rolling=true" : "";
  if (rolling) return (await begin(title, () => post(`api/v1/config/update${query}`, { groups }))) !== null;
  return (await attempt(title, () => post("api/v1/config/update?wait=true", { groups }))) !== null;
}

export const abort = (id) => call(`api/v1/operations/${id}`, { method: "DELETE" }).then(() => refreshOperation(id)).catch(() => {});

/** The program that all these processes are of; empty for several. */
export function programOf(processes) {
  const names = new Set(processes.map((p) => p.program));
  return names.size === 1 ? [...names][0] : "";
}

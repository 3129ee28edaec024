// The dashboard. Text only ever enters the page through textContent.

const TOKEN = "jsupervisor-token";
const LOG_CHARACTERS = 200_000;
const byId = (id) => document.getElementById(id);

let processes = [];
let logAbort = null;
let refreshWanted = false;
let refreshing = false;
let signedOut = true;

class SignedOut extends Error {}

// Without the browser's own credentials: its password box must not open; ours is on the page.
async function call(path, options = {}) {
  const headers = new Headers(options.headers);
  const token = sessionStorage.getItem(TOKEN);
  if (token) headers.set("Authorization", `Bearer ${token}`);
  const answer = await fetch(path, { ...options, headers, credentials: "omit", cache: "no-store" });
  if (answer.status === 401 && path !== "/api/v1/session") {
    showSignIn();
    throw new SignedOut();
  }
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Error(problem.detail ?? `the server answered ${answer.status}`);
  }
  return answer;
}

function say(text) {
  byId("message").textContent = text;
  byId("message").hidden = !text;
}

function showSignIn() {
  signedOut = true;
  sessionStorage.removeItem(TOKEN);
  byId("sign-in").hidden = false;
  byId("fleet").hidden = true;
  byId("sign-out").hidden = true;
  live(false, "signed out");
  closeLog();
}

function live(on, text) {
  byId("live").textContent = text;
  byId("live").classList.toggle("on", on);
}

// Server-sent events by fetch: EventSource cannot send a token.
async function* events(path, signal, lastId) {
  const headers = lastId ? { "Last-Event-ID": lastId } : {};
  const answer = await call(path, { headers, signal });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  while (true) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const event = { type: "message", data: null, id: null };
      for (const line of block.split("\n")) {
        if (line.startsWith("event: ")) event.type = line.slice(7);
        if (line.startsWith("data: ")) event.data = JSON.parse(line.slice(6));
        if (line.startsWith("id: ")) event.id = line.slice(4);
      }
      yield event;
    }
  }
}

const pause = (millis) => new Promise((done) => setTimeout(done, millis));

async function watch() {
  let lastId = null;
  while (!signedOut) {
    try {
      for await (const event of events("/api/v1/events", undefined, lastId)) {
        live(true, "live");
        if (event.id) lastId = event.id;
        if (event.data !== null) refreshSoon();
      }
    } catch (failure) {
      if (failure instanceof SignedOut) return;
    }
    live(false, "connection lost, trying again…");
    await pause(1000);
    refreshSoon();
  }
}

// Many changes at once make one request.
async function refreshSoon() {
  refreshWanted = true;
  if (refreshing) return;
  refreshing = true;
  try {
    while (refreshWanted && !signedOut) {
      refreshWanted = false;
      await refresh().catch(() => {});
      await pause(250);
    }
  } finally {
    refreshing = false;
  }
}

async function refresh() {
  processes = (await (await call("/api/v1/processes")).json()).processes;
  render();
}

function cell(row, text, kind) {
  const td = row.insertCell();
  td.textContent = text;
  if (kind) td.className = kind;
  return td;
}

function button(parent, text, act, name, enabled = true) {
  const made = document.createElement("button");
  made.textContent = text;
  made.dataset.act = act;
  made.dataset.name = name;
  made.disabled = !enabled;
  parent.append(made);
}

function memory(bytes) {
  if (bytes === null) return "";
  const mib = bytes / 1048576;
  return mib >= 1024 ? `${(mib / 1024).toFixed(1)} GiB` : `${mib.toFixed(1)} MiB`;
}

function render() {
  const wanted = byId("filter").value.trim().toLowerCase();
  const shown = processes.filter((p) => `${p.namespec} ${p.statename}`.toLowerCase().includes(wanted));
  const rows = document.createElement("tbody");
  rows.id = "rows";
  for (const p of shown) {
    const row = rows.insertRow();
    const state = document.createElement("span");
    state.textContent = p.statename;
    state.className = `state ${p.statename}`;
    row.insertCell().append(state);
    cell(row, p.group === p.name ? p.name : p.namespec, "name");
    cell(row, p.fault ? p.fault.detail : p.description);
    cell(row, p.port ?? "", "number");
    cell(row, p.cpu === null ? "" : `${p.cpu.toFixed(1)} %`, "number");
    cell(row, memory(p.rss), "number");
    const actions = row.insertCell();
    actions.className = "actions";
    const up = ["RUNNING", "STARTING", "BACKOFF"].includes(p.statename);
    const stopping = p.statename === "STOPPING";
    button(actions, "Start", "start", p.namespec, !up && !stopping);
    button(actions, "Stop", "stop", p.namespec, up);
    button(actions, "Restart", "restart", p.namespec, !stopping);
    button(actions, "Stdout", "stdout", p.namespec);
    button(actions, "Stderr", "stderr", p.namespec);
  }
  byId("rows").replaceWith(rows);
  const running = processes.filter((p) => p.statename === "RUNNING").length;
  byId("count").textContent = `${running} of ${processes.length} running`;
  byId("empty").hidden = processes.length > 0;
}

async function act(name, what) {
  say("");
  const path = `/api/v1/processes/${encodeURIComponent(name)}/${what}?wait=true`;
  const answer = await (await call(path, { method: "POST" })).json();
  const failed = (answer.results ?? []).filter((line) => line.ok === false && line.code !== "NOT_RUNNING");
  if (failed.length) say(failed.map((line) => `${line.namespec}: ${line.error}`).join("\n"));
  refreshSoon();
}

function closeLog() {
  logAbort?.abort();
  logAbort = null;
  byId("log").hidden = true;
}

async function openLog(name, channel) {
  closeLog();
  const abort = new AbortController();
  logAbort = abort;
  const view = byId("log-text");
  view.textContent = "";
  byId("log-name").textContent = `${name} ${channel}`;
  byId("log").hidden = false;
  const add = (text) => {
    const atEnd = view.scrollTop + view.clientHeight >= view.scrollHeight - 8;
    view.textContent = (view.textContent + text).slice(-LOG_CHARACTERS);
    if (atEnd) view.scrollTop = view.scrollHeight;
  };
  const path = `/api/v1/processes/${encodeURIComponent(name)}/log/${channel}/follow?offset=-16384`;
  for await (const event of events(path, abort.signal)) {
    if (event.type === "reset") add("\n--- the log began anew ---\n");
    if (event.data?.skipped) add(`\n--- ${event.data.skipped} bytes skipped ---\n`);
    if (event.data?.data) add(event.data.data);
  }
}

function attempt(work) {
  work.catch((failure) => {
    if (failure.name !== "AbortError" && !(failure instanceof SignedOut)) say(failure.message);
  });
}

async function open() {
  const info = await (await call("/api/v1/info")).json();
  signedOut = false;
  byId("who").textContent = `${info.identifier} · ${info.version} · pid ${info.pid}`;
  byId("sign-in").hidden = true;
  byId("fleet").hidden = false;
  byId("sign-out").hidden = !sessionStorage.getItem(TOKEN);
  await refresh();
  watch();
}

document.addEventListener("click", (event) => {
  const { act: what, name } = event.target.dataset ?? {};
  if (!what) return;
  if (name === "all" && what !== "start" && !confirm(`${what} all ${processes.length} processes?`)) return;
  attempt(what === "stdout" || what === "stderr" ? openLog(name, what) : act(name, what));
});
byId("filter").addEventListener("input", render);
byId("log-close").addEventListener("click", closeLog);
byId("sign-out").addEventListener("click", () =>
  attempt(call("/api/v1/session", { method: "DELETE" }).finally(showSignIn)));
byId("sign-in").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  const body = JSON.stringify({ username: form.get("username"), password: form.get("password") });
  attempt((async () => {
    const answer = await call("/api/v1/session", { method: "POST", body });
    sessionStorage.setItem(TOKEN, (await answer.json()).token);
    event.target.reset();
    say("");
    await open();
  })());
});
// CPU, memory and uptime change without an event.
setInterval(() => { if (!signedOut && !document.hidden) refreshSoon(); }, 5000);
attempt(open());

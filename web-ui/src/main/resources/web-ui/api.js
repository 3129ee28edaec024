// One client of the daemon's API. Every address is relative to where this module came from, so the page works below any path.

const ROOT = new URL("..", import.meta.url);
// Of a page opened as http://name:password@host/: no request may carry them in its address.
ROOT.username = "";
ROOT.password = "";
const TOKEN = "jsupervisor-token";
let onSignedOut = () => {};
let credentials = "omit";

/** The daemon refused; `message` is a sentence for people. */
export class Refused extends Error {
  constructor(problem, status) {
    super(problem.detail ?? `the server answered ${status}`);
    this.status = status;
    this.type = (problem.type ?? "").replace("urn:jsupervisor:problem:", "");
    this.problems = problem.problems ?? [];
  }
}

/** The daemon could not be reached. */
export class Unreachable extends Error {
  constructor() {
    super("the daemon does not answer; it may be restarting. Look whether it runs, then try again");
  }
}

export const address = (path) => new URL(path, ROOT).href;
export const hasToken = () => sessionStorage.getItem(TOKEN) !== null;
export const whenSignedOut = (told) => { onSignedOut = told; };
export const isAbort = (failure) => failure?.name === "AbortError";
/** The path of a process, group (`web:*`) or `all`. */
export const processPath = (namespec) => `api/v1/processes/${encodeURIComponent(namespec)}`;

/** Asks, and answers with the response; throws Refused or Unreachable. */
export async function call(path, options = {}) {
  const headers = new Headers(options.headers);
  const token = sessionStorage.getItem(TOKEN);
  if (token) headers.set("Authorization", `Bearer ${token}`);
  let answer;
  try {
    // Without the browser's own credentials: its password box must not open; ours is on the page.
    answer = await fetch(address(path), { ...options, headers, credentials, cache: "no-store" });
  } catch (failure) {
    throw isAbort(failure) ? failure : new Unreachable();
  }
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  const refused = new Refused(problem, answer.status);
  if (answer.status === 401 && refused.type === "" && credentials === "omit") {
    // Not the daemon's words: a proxy before it has a password of its own, which the browser knows.
    credentials = "same-origin";
    return call(path, options);
  }
  if (answer.status === 401 && path !== "api/v1/session") {
    sessionStorage.removeItem(TOKEN);
    onSignedOut(refused);
  }
  throw refused;
}

export const get = async (path, options) => (await call(path, options)).json();

export async function post(path, body) {
  const answer = await call(path, { method: "POST", body: body === undefined ? undefined : JSON.stringify(body) });
  return answer.status === 204 ? {} : answer.json();
}

export async function signIn(username, password) {
  const answer = await post("api/v1/session", { username, password });
  sessionStorage.setItem(TOKEN, answer.token);
}

export async function signOut() {
  await call("api/v1/session", { method: "DELETE" }).catch(() => {});
  sessionStorage.removeItem(TOKEN);
  onSignedOut(null);
}

/**
 * Server-sent events by fetch, as EventSource cannot send a token. Yields arrays of events, one array for each piece that came:
 * whoever draws can draw once for all of them. An empty array is a sign of life.
 */
export async function* events(path, { signal, lastId } = {}) {
  const headers = lastId ? { "Last-Event-ID": lastId } : {};
  const answer = await call(path, { headers, signal });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    while (true) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      yield blocks.map(parse).filter((event) => event.data !== null);
    }
  } catch (failure) {
    throw isAbort(failure) ? failure : new Unreachable();
  } finally {
    reader.cancel().catch(() => {});
  }
}

function parse(block) {
  const event = { type: "message", data: null, id: null };
  for (const line of block.split("\n")) {
    if (line.startsWith("event: ")) event.type = line.slice(7);
    else if (line.startsWith("data: ")) event.data = JSON.parse(line.slice(6));
    else if (line.startsWith("id: ")) event.id = line.slice(4);
  }
  return event;
}

// The place in the page is in the address's hash: `#/process/web%3Aweb_00?range=hour`.

const listeners = new Set();
let current = read();

function read() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  const [screen, ...rest] = path.split("/");
  return { screen: screen || "overview", name: decoded(rest.join("/")), query: new URLSearchParams(query ?? "") };
}

/** What somebody typed may be no encoded text at all: then it is taken as it stands. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

window.addEventListener("hashchange", () => {
  current = read();
  for (const listener of listeners) listener();
});

export const route = () => current;
export const href = (screen, name = "", query = {}) => {
  const words = new URLSearchParams(query).toString();
  return `#/${screen}${name ? `/${encodeURIComponent(name)}` : ""}${words ? `?${words}` : ""}`;
};
export const go = (...where) => { location.hash = href(...where); };
/** Another query of the same screen, without a step in the history. */
export const refine = (query) => {
  history.replaceState(null, "", href(current.screen, current.name, query));
  current = read();
};
export const onRoute = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

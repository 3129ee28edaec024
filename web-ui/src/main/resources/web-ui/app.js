// The page: its head, the screen that the address names, and what lies over all of them.

import { Live, h, iconButton, render } from "./parts.js";
import { Activity, dismissEnded } from "./activity.js";
import { hasToken, signOut, whenSignedOut } from "./api.js";
import { Help, Questions, showKeys } from "./dialogs.js";
import { duration, plural } from "./format.js";
import { setCommonKeys } from "./keys.js";
import { Overview } from "./overview.js";
import { go, href, onRoute, route } from "./router.js";
import { SignIn } from "./signin.js";
import { changed, forget, isProblem, loadInfo, loadOperations, loadUsage, store } from "./store.js";
import { start, stop } from "./stream.js";

// What is not needed at first comes when it is asked for.
const SCREENS = {
  overview: { title: "Overview", load: async () => Overview },
  process: { of: "overview", load: async () => (await import("./process.js")).ProcessPage },
  logs: { title: "Logs", load: async () => (await import("./logs.js")).Logs },
  topology: { title: "Topology", load: async () => (await import("./topology.js")).Topology },
  fleet: { title: "Fleet", when: (info) => info.fleet, load: async () => (await import("./fleet.js")).Fleet },
  config: { title: "Configuration", load: async () => (await import("./config.js")).Config },
  daemon: { title: "Daemon", load: async () => (await import("./daemon.js")).DaemonPage },
};
const KEYS = { overview: "o", logs: "l", topology: "t", fleet: "f", config: "c", daemon: "d" };

class App extends Live {
  state = { route: route(), Screen: Overview, name: "overview" };

  look() {
    return [store.info, store.connection, store.signIn];
  }

  componentDidMount() {
    super.componentDidMount();
    onRoute(() => this.show());
    setCommonKeys([
      { keys: ["?"], says: "This list", does: showKeys },
      { keys: ["."], says: "Dismiss what has ended", does: dismissEnded },
      { keys: ["Tab", "Enter"], says: "To every button and link, and press it" },
      ...Object.entries(KEYS).map(([screen, key]) => ({ keys: [`g ${key}`], says: SCREENS[screen].title, does: () => go(screen) })),
    ]);
    this.show();
    setInterval(() => {
      this.retitle();
      if (store.connection.state === "lost") this.forceUpdate();
    }, 1000);
  }

  componentDidUpdate() {
    this.retitle();
  }

  /** Of a page that lies open behind others the title is what one sees. */
  retitle() {
    if (!store.info) {
      if (store.signIn) document.title = "Sign in · jsupervisor";
      return;
    }
    let problems = 0;
    for (const p of store.processes.values()) if (isProblem(p)) problems++;
    const words = [store.connection.state === "lost" ? "stale" : problems > 0 && plural(problems, "problem"), this.state.route.name || SCREENS[this.state.name].title, store.info.identifier, "jsupervisor"];
    const title = words.filter(Boolean).join(" · ");
    if (document.title !== title) document.title = title;
  }

  async show() {
    const wanted = route();
    const screen = SCREENS[wanted.screen] ? wanted.screen : "overview";
    try {
      const Screen = await SCREENS[screen].load();
      const before = this.shown;
      this.shown = screen + wanted.name;
      this.setState({ Screen, name: screen, route: wanted, failure: null }, () => {
        if (!before || before === this.shown) return;
        window.scrollTo(0, 0);
        // Tab goes on in the new screen, and a screen reader begins to read it.
        document.getElementById("content")?.focus({ preventScroll: true });
      });
    } catch {
      this.setState({ failure: true });
    }
  }

  render(_, { Screen, name, route: at, failure }) {
    if (store.signIn) return h(SignIn, { message: store.signIn.message, onDone: begin });
    if (!store.info) {
      return h("main", { class: "boot" }, store.connection.state === "lost" ? `${store.connection.why ? `The daemon answers: ${store.connection.why}.` : "The daemon does not answer."} Trying again…` : "Loading…");
    }
    const active = SCREENS[name].of ?? name;
    return h("div", { class: "page" },
      h("a", { class: "skip", href: "#content", onClick: (e) => { e.preventDefault(); document.getElementById("content").focus(); } }, "Skip to content"),
      h("header", { class: "top" },
        h("a", { class: "brand", href: href("overview") }, h("span", { class: "mark", "aria-hidden": "true" }), h("span", { class: "brandname" }, store.info.identifier)),
        h("nav", { "aria-label": "Screens" }, Object.entries(SCREENS).filter(([, s]) => s.title && (!s.when || s.when(store.info))).map(([id, s]) =>
          h("a", { href: href(id), "aria-current": id === active ? "page" : undefined }, s.title))),
        h("div", { class: "who" },
          this.connection(),
          store.info.readOnly && h("span", { class: "badge" }, "Read only"),
          hasToken() && h("button", { type: "button", class: "quiet", onClick: signOut, title: `Signed in as ${store.info.user}` }, "Sign out"),
          iconButton("help", "Keyboard shortcuts", showKeys))),
      this.banner(),
      h("main", { id: "content", tabIndex: -1, "aria-label": this.state.route.name || SCREENS[name].title }, failure ? h("p", { class: "fault", role: "alert" }, "This screen could not be loaded. Reload the page when the daemon answers again.")
        : h(Screen, { key: name + at.name, name: at.name, query: at.query })),
      h(Activity), h(Questions), h(Help));
  }

  connection() {
    const { state } = store.connection;
    const words = { live: "Live", connecting: "Connecting", lost: "Stale", ended: "Signed out" };
    return h("span", { class: `connection ${state}`, role: "status" }, h("span", { class: "dot", "aria-hidden": "true" }), words[state]);
  }

  banner() {
    const { state, since, why } = store.connection;
    if (state === "lost") {
      // Only the first words are an alert: the age grows, and nobody wants to hear it every second.
      return h("p", { class: "banner bad" }, h("strong", { role: "alert" }, "Connection lost."), ` What you see is ${duration((Date.now() - since) / 1000)} old. `,
        why ? `The daemon answers: ${why}. Trying again by itself.` : "Trying again by itself; if it stays so, look whether the daemon runs.");
    }
    if (store.info.state !== "RUNNING") {
      return h("p", { class: "banner wait", role: "status" }, store.info.state === "SHUTDOWN" ? "The daemon is shutting down." : "The daemon is stopping everything, then begins anew.");
    }
    return null;
  }
}

async function begin() {
  store.signIn = null;
  changed();
  try {
    await loadInfo();
  } catch (failure) {
    if (failure.status === 401) return;
    store.connection = { state: "lost", since: Date.now(), why: failure.status ? failure.message : "" };
    changed();
    setTimeout(begin, 1000);
    return;
  }
  start();
  loadOperations().catch(() => {});
  loadUsage().catch(() => {});
}

whenSignedOut((refused) => {
  stop();
  const ended = store.info !== null && refused !== null;
  forget(refused === null);
  store.signIn = { message: ended ? "The session has ended. Sign in again." : refused === null ? "You are signed out." : "" };
  changed();
});

document.getElementById("app").replaceChildren();
render(h(App), document.getElementById("app"));
begin();

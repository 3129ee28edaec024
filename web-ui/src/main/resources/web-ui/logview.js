// A log that goes on: the last lines are drawn, ten thousand more are kept for looking back and searching, and what a flood skips is told.

import { Component, createRef, fault, h, iconButton } from "./parts.js";
import { plain, runs } from "./ansi.js";
import { call, isAbort, events, get, processPath } from "./api.js";
import { bytes, clock, exact, exactBytes, plural } from "./format.js";
import { follow } from "./stream.js";

const KEPT = 20_000;
const DRAWN = 600;
const PIECE = 64 * 1024;
const DRAW_MILLIS = 120;
const COLOURS = 6;
const NEWLINE = 10;

const logPath = ({ namespec, channel }) => (namespec ? `${processPath(namespec)}/log/${channel}` : "api/v1/log");
const nameOf = ({ namespec, channel }) => (namespec ? `${namespec}/${channel}` : "daemon");
const textOf = (bytes) => new TextDecoder().decode(bytes);
const linesOf = (text) => text.replace(/\n$/, "").split("\n").map((line) => ({ text: line, at: null, source: 0 }));

/**
 * A piece of a file: the bytes, since a place in the file is counted in these, and where it begins.
 * Unless it is the file's begin, it is cut to whole lines at its front.
 */
async function piece(source, query) {
  const answer = await call(`${logPath(source)}?${query}`);
  const all = new Uint8Array(await answer.arrayBuffer());
  const from = Number(answer.headers.get("Log-Offset"));
  const cut = from > 0 ? all.indexOf(NEWLINE) + 1 : 0;
  return { text: textOf(all.subarray(cut)), first: from + cut, next: Number(answer.headers.get("Log-Next-Offset")) };
}

/** Lines of one source as they come, with its place in the file. */
class Source {
  constructor(source, index, view) {
    this.source = source;
    this.index = index;
    this.view = view;
    this.rest = "";
    this.colour = {};
    this.first = null; // where what is shown begins in the file
  }

  async open() {
    if (this.opened) return;
    // The end of the file first: then the stream from there on.
    let offset = 0;
    try {
      const { text, first, next } = await piece(this.source, `offset=-${PIECE}`);
      this.first = first;
      offset = next;
      this.take(text, null);
    } catch (failure) {
      if (failure.type !== "no-file") throw failure;
      const { hint, comes, named } = await this.withoutFile();
      if (named) this.first = 0;
      this.view.setState({ hint, file: Boolean(named), ended: !comes });
      if (!comes) return;
    }
    if (this.closed) return;
    this.opened = true;
    if (this.source.namespec) this.end = follow(nameOf(this.source), offset, (data) => this.hear(data));
    else this.followDaemon(offset);
  }

  /** Why there is no file, and whether anything comes all the same. */
  async withoutFile() {
    const { namespec, channel } = this.source;
    if (!namespec) return { hint: "The daemon keeps no log file: set logfile in [supervisord].", comes: false };
    const config = await get(`${processPath(namespec)}/config`);
    if (channel === "stderr" && config.redirect_stderr) return { hint: "Its stderr goes to stdout (redirect_stderr): look there.", comes: false };
    const file = config[`${channel}_logfile`];
    if (file && !file.startsWith("/dev/")) return { hint: "Nothing written yet", comes: true, named: true };
    return { hint: "There is no log file. What it writes from now on is shown here.", comes: true };
  }

  /** The daemon's own log has a stream of its own. */
  async followDaemon(offset) {
    const abort = new AbortController();
    this.end = () => abort.abort();
    let from = offset;
    while (!this.closed) {
      try {
        for await (const batch of events(`api/v1/log/follow?offset=${from}`, { signal: abort.signal })) {
          for (const event of batch) {
            if (event.type === "reset") from = 0;
            else {
              from += new Blob([event.data.data ?? ""]).size;
              this.hear(event.data);
            }
          }
        }
      } catch (failure) {
        if (isAbort(failure) || failure.status === 401) return;
      }
      await new Promise((done) => setTimeout(done, 1000));
    }
  }

  hear(data) {
    if (data.gone) {
      this.endLine();
      this.opened = false;
      this.view.gap("There is no such process any more: nothing else comes.");
      this.view.setState({ ended: true });
      return;
    }
    if (data.skipped || data.restarted) this.endLine();
    if (data.skipped) this.view.skip(data.skipped, data.offset !== undefined);
    if (data.restarted) this.view.gap("The log began anew: it was rotated or cleared.");
    if (data.data) this.take(data.data, new Date());
  }

  /** The rest of this line will not come. */
  endLine() {
    if (this.rest) this.view.add([{ text: this.rest, at: new Date(), source: this.index }]);
    this.rest = "";
  }

  take(text, at) {
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop();
    if (this.rest.length > PIECE) {
      lines.push(this.rest);
      this.rest = "";
    }
    this.view.add(lines.map((line) => ({ text: line, at, source: this.index })));
  }

  close() {
    this.closed = true;
    this.end?.();
  }
}

export class LogView extends Component {
  box = createRef();
  state = { failure: null, hint: "", file: true, ended: false, fresh: 0 };

  constructor(props) {
    super(props);
    this.lines = [];
    this.skipped = 0;
    this.came = 0;
    this.following = true;
    this.window = null; // [from, to) of the fitting lines while looking back
    this.away = false; // whether what is drawn ends before the last line
    this.aside = null; // lines of elsewhere in the file that are shown instead
  }

  componentDidMount() {
    this.sources = this.props.sources.map((source, i) => new Source(source, i, this));
    this.open();
    // Another size moves the end away, and nobody has scrolled.
    this.resized = new ResizeObserver(() => this.stay());
    this.resized.observe(this.box.current);
  }

  open() {
    this.setState({ failure: null });
    Promise.all(this.sources.map((source) => source.open())).catch((failure) => this.setState({ failure }));
  }

  componentDidUpdate(before) {
    const { query, only, wrap, paused, stamps } = this.props;
    if (query !== before.query || only !== before.only || wrap !== before.wrap || stamps !== before.stamps) this.redraw();
    if (before.paused && !paused) this.toEnd();
  }

  componentWillUnmount() {
    this.sources.forEach((source) => source.close());
    clearTimeout(this.timer);
    this.resized.disconnect();
  }

  /** At the end where it was at the end. */
  stay() {
    const box = this.box.current;
    this.size = `${box.clientWidth} ${box.clientHeight}`;
    if (this.following) box.scrollTop = box.scrollHeight;
  }

  gap(text) {
    this.lines.push({ text, at: new Date(), gap: true });
    this.drawSoon();
  }

  /** Tells what is missing here; one line where nothing came between. */
  skip(count, inFile) {
    this.skipped += count;
    let line = this.lines[this.lines.length - 1];
    if (!line?.skipped) this.lines.push((line = { at: new Date(), gap: true, skipped: 0 }));
    line.skipped += count;
    line.text = `${exactBytes(line.skipped)} skipped here: more was written than can be shown.${inFile ? " The file has everything." : ""}`;
    this.drawSoon();
  }

  add(lines) {
    if (lines.length === 0) return;
    for (const line of lines) this.lines.push(line);
    this.came += lines.length;
    // Cut in large steps: to cut a line at a time would move ten thousand each time.
    if (this.lines.length > KEPT * 1.25) {
      const gone = this.lines.length - KEPT;
      this.lines.splice(0, gone);
      this.trimmed = true;
      if (this.window) this.window = this.window.map((index) => Math.max(0, index - gone));
    }
    this.drawSoon();
  }

  drawSoon() {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.draw();
    }, DRAW_MILLIS);
  }

  matcher() {
    const { query } = this.props;
    if (!query) return null;
    if (this.matcherOf !== query) {
      this.matcherOf = query;
      const regex = /^\/(.+)\/(i?)$/.exec(query);
      try {
        this.made = new RegExp(regex ? regex[1] : query.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), regex ? `g${regex[2]}` : "gi");
      } catch {
        this.made = /$^/g;
      }
    }
    this.made.lastIndex = 0;
    return this.made;
  }

  fits(line) {
    if (line.gap) return true;
    const matcher = this.matcher();
    if (!matcher) return true;
    // Twenty thousand lines many times a second: each is looked at once for a search.
    if (line.triedFor !== this.matcherOf) {
      line.triedFor = this.matcherOf;
      line.found = matcher.test(plain(line.text));
    }
    return line.found;
  }

  fitting() {
    return this.props.only && this.props.query ? this.lines.filter((line) => this.fits(line)) : this.lines;
  }

  /** Draws what came: only the end while following, nothing while somebody reads further up. */
  draw() {
    const box = this.box.current;
    if (!box) return;
    if (this.props.paused || !this.following) {
      const fresh = this.came - (this.seen ?? this.came);
      if (fresh !== this.state.fresh) this.setState({ fresh });
      return;
    }
    const all = this.fitting();
    const end = all.slice(-DRAWN);
    const last = this.drawnLast ? end.indexOf(this.drawnLast) : -1;
    const add = last < 0 || this.drawnLast.gap ? end : end.slice(last + 1);
    if (add === end) box.replaceChildren();
    const fragment = document.createDocumentFragment();
    for (const line of add) fragment.append(this.element(line));
    box.append(fragment);
    while (box.childElementCount > DRAWN) box.firstChild.remove();
    this.drawnLast = end[end.length - 1];
    this.window = [Math.max(0, all.length - DRAWN), all.length];
    this.seen = this.came;
    box.scrollTop = box.scrollHeight;
    if (this.state.fresh || this.told !== this.came) {
      this.told = this.came;
      this.setState({ fresh: 0 });
    }
  }

  redraw() {
    this.drawnLast = null;
    if (this.aside) this.drawAside();
    else if (this.following && !this.props.paused) this.draw();
    else this.drawWindow(this.fitting());
  }

  drawAside() {
    const fragment = document.createDocumentFragment();
    for (const line of this.aside) if (!this.props.only || this.fits(line)) fragment.append(this.element(line));
    this.box.current.replaceChildren(fragment);
  }

  drawWindow(all) {
    const [from, to] = this.window ?? [all.length - DRAWN, all.length];
    const fragment = document.createDocumentFragment();
    for (const line of all.slice(Math.max(0, from), to)) fragment.append(this.element(line));
    this.box.current.replaceChildren(fragment);
    this.away = true;
  }

  element(line) {
    const row = document.createElement("div");
    if (line.gap) {
      row.className = "gap";
      row.textContent = line.text;
      return row;
    }
    const { stamps, sources } = this.props;
    if (stamps) {
      const at = document.createElement("time");
      at.className = "at";
      at.textContent = line.at ? clock(line.at) : "        ";
      if (line.at) at.title = `came ${exact(line.at)}`;
      else at.title = "written before this page looked";
      row.append(at);
    }
    if (sources.length > 1) {
      const from = document.createElement("span");
      from.className = `from f${1 + (line.source % COLOURS)}`;
      from.textContent = nameOf(sources[line.source]);
      row.append(from);
    } else if (sources[0].channel === "stderr") row.className = "err";
    const matcher = this.matcher();
    // Colours begin anew with each line: what is drawn need not be drawn in order.
    for (const [text, names] of runs(line.text, {})) row.append(this.run(text, names, matcher));
    return row;
  }

  run(text, names, matcher) {
    const span = document.createElement("span");
    if (names) span.className = names;
    if (!matcher) {
      span.textContent = text;
      return span;
    }
    let at = 0;
    matcher.lastIndex = 0;
    for (const match of text.matchAll(matcher)) {
      if (!match[0]) break;
      span.append(text.slice(at, match.index));
      const mark = document.createElement("mark");
      mark.textContent = match[0];
      span.append(mark);
      at = match.index + match[0].length;
    }
    span.append(text.slice(at));
    return span;
  }

  scrolled = () => {
    const box = this.box.current;
    if (this.size !== `${box.clientWidth} ${box.clientHeight}`) return this.stay();
    const bottom = box.scrollTop + box.clientHeight >= box.scrollHeight - 24;
    if (bottom && (this.aside || (this.away && this.lookOn()))) return undefined;
    if (bottom !== this.following) {
      this.following = bottom;
      if (this.away) this.drawnLast = null;
      this.away = false;
      if (bottom) this.draw();
      else this.seen = this.came;
      this.forceUpdate();
    }
    if (box.scrollTop < 40 && !bottom) this.lookBack();
    return undefined;
  };

  /** Further down, where what is drawn ends before the last line; whether there was more. */
  lookOn() {
    const all = this.fitting();
    const from = this.window[1];
    if (from >= all.length) return false;
    this.window[1] = Math.min(all.length, from + 300);
    const fragment = document.createDocumentFragment();
    for (const line of all.slice(from, this.window[1])) fragment.append(this.element(line));
    this.box.current.append(fragment);
    return true;
  }

  /** Further up: first what is kept, then what is in the file before it. */
  async lookBack() {
    if (this.looking || this.aside || !this.window) return;
    const box = this.box.current;
    const all = this.fitting();
    if (this.window[0] > 0) {
      const from = Math.max(0, this.window[0] - 300);
      const fragment = document.createDocumentFragment();
      for (const line of all.slice(from, this.window[0])) fragment.append(this.element(line));
      const height = box.scrollHeight;
      box.prepend(fragment);
      box.scrollTop += box.scrollHeight - height;
      this.window[0] = from;
    }
  }

  /** The piece of the file before what is kept; only where one log is shown, as earlier lines have no time to merge by. */
  async earlier() {
    const [source] = this.sources;
    if (!source.first || this.looking) return;
    this.looking = true;
    try {
      const from = Math.max(0, source.first - 4 * PIECE);
      const { text, first } = await piece(source.source, `offset=${from}&length=${source.first - from}`);
      source.first = first;
      const lines = linesOf(text);
      if (this.trimmed) lines.push({ text: "Lines between are not kept here; the file has them.", at: null, gap: true });
      this.trimmed = false;
      this.lines = [...lines, ...this.lines];
      this.aside = null;
      this.following = false;
      this.seen = this.came;
      const all = this.fitting();
      const count = this.props.only ? lines.filter((line) => this.fits(line)).length : lines.length;
      this.window = [Math.max(0, count - 300), Math.min(all.length, count + DRAWN)];
      this.drawWindow(all);
      this.box.current.scrollTop = Math.max(0, this.box.current.scrollHeight / 3);
    } catch (failure) {
      this.setState({ failure });
    } finally {
      this.looking = false;
      this.forceUpdate();
    }
  }

  /** The beginning of the file, by itself. */
  async toStart() {
    const [source] = this.sources;
    try {
      const { text } = await piece(source.source, `offset=0&length=${4 * PIECE}`);
      this.following = false;
      this.seen = this.came;
      this.aside = [...linesOf(text), { text: "This was the beginning of the file. Go to the end to follow.", at: null, gap: true }];
      this.drawAside();
      this.box.current.scrollTop = 0;
      this.forceUpdate();
    } catch (failure) {
      this.setState({ failure });
    }
  }

  toEnd = () => {
    this.following = true;
    this.away = false;
    this.aside = null;
    this.drawnLast = null;
    this.draw();
    this.forceUpdate();
  };

  /** The whole file, by our own request: a plain link would not send the token. */
  async download() {
    const [{ source }] = this.sources;
    const parts = [];
    try {
      for (let offset = 0, size = 1; offset < size;) {
        const answer = await call(`${logPath(source)}?offset=${offset}`);
        parts.push(await answer.blob());
        const next = Number(answer.headers.get("Log-Next-Offset"));
        size = Number(answer.headers.get("Log-Size"));
        if (next <= offset) break;
        offset = next;
      }
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob(parts, { type: "text/plain" }));
      link.download = `${nameOf(source).replace(/[/:]/g, "-")}.log`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    } catch (failure) {
      this.setState({ failure });
    }
  }

  render({ title, sources, wrap, paused, small }, { failure, hint, file, ended, fresh }) {
    const one = sources.length === 1;
    const source = this.sources?.[0];
    const live = this.following && !paused;
    return h("section", { class: "logview", "aria-label": `Log ${title}` },
      h("header", null, h("h2", null, title),
        one && file && iconButton("up", "Go to the beginning of the file", () => this.toStart()),
        one && file && iconButton("down", "Download the file", () => this.download()),
        this.props.onClose && iconButton("close", `Close ${title}`, this.props.onClose)),
      failure && fault(failure, () => this.open()),
      one && source?.first > 0 && !live && h("button", { type: "button", class: "quiet", onClick: () => this.earlier() }, `Earlier: ${bytes(source.first)} more in the file`),
      h("pre", { class: wrap || small ? "lines wrap" : "lines", ref: this.box, tabIndex: 0, role: "log", "aria-live": "off", "aria-label": `Lines of ${title}`, onScroll: this.scrolled }),
      !live && h("button", { type: "button", class: "newlines", onClick: () => (paused ? this.props.onResume?.() : this.toEnd()) }, paused ? `Paused, ${plural(fresh, "new line")}` : fresh ? `${plural(fresh, "new line")}, go to the end` : "Go to the end"),
      h("footer", { class: "logfoot" },
        h("span", null, this.lines.length ? plural(this.lines.length, "line") : hint || "Nothing written yet"),
        live && !(one && ended) && h("span", null, "following"),
        this.skipped > 0 && h("span", { class: "skipped" }, `${exactBytes(this.skipped)} skipped`),
        h("span", { class: "sr", role: "status" }, this.skipped > 0 ? `More is written to ${title} than can be shown; some of it is skipped.` : "")));
  }
}


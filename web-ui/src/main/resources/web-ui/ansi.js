// Text with colours of terminals (ECMA-48 SGR) as runs; everything else that escapes is left out. Never markup: runs become text nodes.

// eslint-disable-next-line no-control-regex
const ESCAPE = /\x1b\[([0-9;:]*)m|\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\-_]|[\x00-\x08\x0b-\x1f\x7f]/g;

/**
 * Splits a line.
 *
 * @param state carries colours from line to line; changed
 * @returns list of [text, class names]
 */
export function runs(line, state) {
  const found = [];
  let at = 0;
  const add = (text) => { if (text) found.push([text, names(state)]); };
  for (const match of line.matchAll(ESCAPE)) {
    add(line.slice(at, match.index));
    at = match.index + match[0].length;
    if (match[1] !== undefined) apply(match[1], state);
  }
  add(line.slice(at));
  return found;
}

export const plain = (line) => line.replace(ESCAPE, "");

function names(state) {
  const list = [];
  for (const a of state.on ?? []) list.push(`a${a}`);
  if (state.fore !== undefined) list.push(`f${state.fore}`);
  if (state.back !== undefined) list.push(`b${state.back}`);
  return list.join(" ");
}

function apply(codes, state) {
  const list = codes.split(/[;:]/).map(Number);
  state.on ??= new Set();
  for (let i = 0; i < list.length; i++) {
    const code = list[i];
    if (code === 0) {
      state.on.clear();
      state.fore = undefined;
      state.back = undefined;
    } else if (code <= 4 || code === 7) state.on.add(code);
    else if (code === 22) { state.on.delete(1); state.on.delete(2); }
    else if (code > 22 && code < 28) state.on.delete(code - 20);
    else if (code >= 30 && code <= 37) state.fore = code - 30;
    else if (code >= 90 && code <= 97) state.fore = code - 90;
    else if (code >= 40 && code <= 47) state.back = code - 40;
    else if (code >= 100 && code <= 107) state.back = code - 100;
    else if (code === 39) state.fore = undefined;
    else if (code === 49) state.back = undefined;
    else if (code === 38 || code === 48) {
      // 256 colours and true colour come down to the nearest of eight, which are legible on both grounds.
      const near = list[i + 1] === 5 ? fromPalette(list[i + 2]) : nearest(list[i + 2], list[i + 3], list[i + 4]);
      i += list[i + 1] === 5 ? 2 : 4;
      if (code === 38) state.fore = near;
      else state.back = near;
    }
  }
}

const nearest = (r, g, b) => (r > 127 ? 1 : 0) + (g > 127 ? 2 : 0) + (b > 127 ? 4 : 0);

function fromPalette(n) {
  if (n < 16) return n % 8;
  if (n > 231) return n > 243 ? 7 : 0;
  const c = n - 16;
  return nearest(Math.floor(c / 36) * 51, (Math.floor(c / 6) % 6) * 51, (c % 6) * 51);
}

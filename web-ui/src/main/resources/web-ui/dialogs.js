// Questions, and the list of shortcuts: native dialogs, so focus goes in and comes back by itself.

import { Component, createRef, h } from "./parts.js";
import { KEYS_OF_PAGE, keysOfScreen } from "./keys.js";

let asked = null;

/**
 * Asks before something that hurts.
 *
 * @param question { title, text, action, danger, type (text to be typed first), field: { label, value, kind, options } }
 * @returns a promise of null (no), true, or the field's text
 */
export const ask = (question) => new Promise((answer) => asked?.(question, answer));
let help = null;
export const showKeys = () => help?.();

export class Questions extends Component {
  dialog = createRef();
  state = { question: null, typed: "", value: "" };

  componentDidMount() {
    asked = (question, answer) => {
      this.answer = answer;
      this.setState({ question, typed: "", value: question.field?.value ?? "" }, () => this.dialog.current.showModal());
    };
  }

  end = (answer) => {
    this.dialog.current.close();
    this.answer?.(answer);
    this.answer = null;
    this.setState({ question: null });
  };

  render() {
    const { question, typed, value } = this.state;
    if (!question) return h("dialog", { ref: this.dialog });
    const ready = (!question.type || typed === question.type) && (!question.field || value !== "");
    const submit = (event) => {
      event.preventDefault();
      if (ready) this.end(question.field ? value : true);
    };
    return h("dialog", { ref: this.dialog, "aria-labelledby": "question", onCancel: (e) => { e.preventDefault(); this.end(null); } },
      h("form", { onSubmit: submit },
        h("h2", { id: "question" }, question.title),
        question.text && h("p", null, question.text),
        question.list?.length > 0 && h("ul", { class: "names" }, question.list.map((name) => h("li", null, name))),
        question.field && this.field(question.field, value),
        question.type && h("label", null, "Type ", h("strong", null, question.type), " to go on",
          h("input", { value: typed, autofocus: true, autocomplete: "off", onInput: (e) => this.setState({ typed: e.target.value }) })),
        h("div", { class: "buttons" },
          h("button", { type: "button", onClick: () => this.end(null) }, "Cancel"),
          h("button", { class: question.danger ? "danger" : "primary", disabled: !ready, autofocus: !question.type && !question.field }, question.action))));
  }

  field(field, value) {
    const set = (event) => this.setState({ value: event.target.value });
    // As in every other field: in a list it would only open it, which Space does too.
    const enter = (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      event.target.form.requestSubmit();
    };
    return h("label", null, field.label, field.options
      ? h("select", { value, onChange: set, onKeyDown: enter, autofocus: true }, field.options.map((option) => h("option", { value: option }, option)))
      : h("input", { value, type: field.kind ?? "text", min: 0, max: 1000, autofocus: true, onInput: set }));
  }
}

export class Help extends Component {
  dialog = createRef();

  componentDidMount() {
    help = () => this.setState({ shown: true }, () => this.dialog.current.showModal());
  }

  render() {
    const list = (title, keys) => keys.length > 0 && h("section", null, h("h3", null, title),
      h("dl", { class: "keys" }, keys.map((key) => h("div", null,
        h("dt", null, key.keys.map((k) => h("kbd", null, k === " " ? "Space" : k))), h("dd", null, key.says)))));
    return h("dialog", { ref: this.dialog, class: "wide", "aria-labelledby": "shortcuts" },
      h("h2", { id: "shortcuts" }, "Keyboard shortcuts"),
      h("div", { class: "two" }, list("This screen", keysOfScreen()), list("Everywhere", KEYS_OF_PAGE)),
      h("div", { class: "buttons" }, h("button", { type: "button", autofocus: true, onClick: () => this.dialog.current.close() }, "Close")));
  }
}

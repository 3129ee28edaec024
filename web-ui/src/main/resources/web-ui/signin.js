// The sign-in form. The token stays in this tab; see docs/dashboard.md.

import { Component, createRef, h } from "./parts.js";
import { Refused, signIn } from "./api.js";

export class SignIn extends Component {
  state = { busy: false, failure: null };
  name = createRef();
  password = createRef();

  componentDidMount() {
    this.name.current.focus();
  }

  submit = async (event) => {
    event.preventDefault();
    this.setState({ busy: true, failure: null });
    try {
      await signIn(this.name.current.value, this.password.current.value);
      this.props.onDone();
    } catch (failure) {
      this.setState({ busy: false, failure });
      this.password.current.value = "";
      this.password.current.focus();
    }
  };

  render({ message }, { busy, failure }) {
    const said = failure instanceof Refused && failure.status === 401
      ? "The username or the password is wrong. Both are in the server's section of the configuration, as username and password."
      : failure?.message ?? message;
    return h("main", { class: "signin" },
      h("form", { id: "sign-in", onSubmit: this.submit },
        h("h1", null, h("span", { class: "mark", "aria-hidden": "true" }), "jsupervisor"),
        h("p", null, "Sign in to ", h("strong", null, location.host), "."),
        said && h("p", { class: failure ? "fault" : "note", role: "alert" }, said),
        h("label", null, "Username", h("input", { name: "username", autocomplete: "username", autocapitalize: "none", required: true, ref: this.name })),
        h("label", null, "Password", h("input", { name: "password", type: "password", autocomplete: "current-password", required: true, ref: this.password })),
        h("button", { class: "primary", disabled: busy }, busy ? "Signing in…" : "Sign in")));
  }
}

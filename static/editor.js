// <rich-text>: writing a formatted e-mail. Around a textarea, which goes on holding what is sent; without JavaScript it is
// what people write in. Squire does the editing and DOMPurify cleans what is pasted; both come when the first editor does.
// The signing link is a piece of its own that cannot be typed into, comes back when it is deleted, and is missed aloud
// when it was cut and not pasted yet.
(() => {
  "use strict";

  const ALLOWED = {
    ALLOWED_TAGS: ["a", "b", "blockquote", "br", "div", "em", "h2", "h3", "i", "li", "ol", "p", "strong", "u", "ul"],
    ALLOWED_ATTR: ["href", "data-link"],
    ALLOW_DATA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  };
  const LINK = "a[data-link]";
  const COMMANDS = {
    bold: (squire, on) => (on ? squire.removeBold() : squire.bold()),
    italic: (squire, on) => (on ? squire.removeItalic() : squire.italic()),
    bullets: (squire, on) => (on ? squire.removeList() : squire.makeUnorderedList()),
    numbers: (squire, on) => (on ? squire.removeList() : squire.makeOrderedList()),
    undo: (squire) => squire.undo(),
    redo: (squire) => squire.redo(),
  };
  const TAGS = { bold: "B", italic: "I", bullets: "UL", numbers: "OL" };

  const scripts = new Map();
  const load = (src) => {
    if (!scripts.has(src)) {
      scripts.set(src, new Promise((resolve, reject) => {
        document.head.append(Object.assign(document.createElement("script"), { src, onload: resolve, onerror: reject }));
      }));
    }
    return scripts.get(src);
  };

  class RichText extends HTMLElement {
    async connectedCallback() {
      await Promise.all([load(this.dataset.squire), load(this.dataset.purify)]);
      if (this.isConnected && !this.squire) this.start();
    }

    disconnectedCallback() {
      this.squire?.destroy();
      this.squire = null;
    }

    start() {
      this.area = this.querySelector("textarea");
      this.bar = this.querySelector("[role=toolbar]");
      this.status = this.querySelector("[role=status]");
      this.label = document.querySelector(`label[for="${this.area.id}"]`);
      this.label.id ||= `${this.area.id}-label`;

      this.page = document.createElement("div");
      this.page.className = "input page";
      const names = { role: "textbox", "aria-multiline": "true", "aria-labelledby": this.label.id };
      for (const name of ["aria-describedby", "aria-invalid", "lang", "spellcheck"]) names[name] = this.area.getAttribute(name);
      for (const [name, value] of Object.entries(names)) if (value) this.page.setAttribute(name, value);
      this.area.before(this.page);

      const sanitizeToDOMFragment = (html) => this.mark(document.importNode(DOMPurify.sanitize(html, ALLOWED), true));
      this.squire = new Squire(this.page, { blockTag: "P", addLinks: false, sanitizeToDOMFragment });
      this.squire.setHTML(this.area.value);
      this.squire.addEventListener("input", () => this.changed());
      this.squire.addEventListener("pathChange", () => this.show());
      this.squire.addEventListener("willPaste", ({ detail }) => this.unlink(detail.fragment));
      // Before Squire hears of it: what was done last tells moving the link from losing it.
      this.addEventListener("keydown", (event) => this.pressed(event), true);
      this.addEventListener("cut", () => { this.key = "cut"; }, true);
      this.addEventListener("dragstart", () => { this.key = "cut"; }, true);
      this.label.addEventListener("click", () => this.page.focus());
      this.bar.addEventListener("keydown", (event) => this.walk(event));
      this.addEventListener("click", (event) => this.press(event));
      this.form = this.closest("form");
      this.form?.addEventListener("focusin", ({ target }) => {
        if (target === this.page || target.name === "subject") this.target = target;
      });

      this.kept = this.page.querySelector(LINK)?.outerHTML;
      this.walk({});
      const hadFocus = document.activeElement === this.area;
      this.area.hidden = true;
      if (hadFocus) this.page.focus();
      this.classList.add("ready");
    }

    // A link to sign cannot be typed into.
    mark(fragment) {
      for (const link of fragment.querySelectorAll(LINK)) link.contentEditable = "false";
      return fragment;
    }

    // Other people's links are refused when the form is sent; what is pasted leaves them behind.
    unlink(fragment) {
      for (const link of fragment?.querySelectorAll(`a:not(${LINK})`) ?? []) link.replaceWith(...link.childNodes);
    }

    pressed(event) {
      this.key = event.key;
      if (event.target !== this.page) return;
      if (!this.classList.contains("lost")) this.say("");
      if (this.touchesLink()) {
        event.preventDefault();
        event.stopPropagation();
        this.say(this.dataset.stays);
      }
    }

    // Whether Backspace or Delete, pressed beside the link, would take it away.
    touchesLink() {
      const way = { Backspace: "backward", Delete: "forward" }[this.key];
      const selection = getSelection();
      if (!way || !selection.isCollapsed) return false;
      const before = selection.getRangeAt(0).cloneRange();
      selection.modify("extend", way, "character");
      const touched = [...this.page.querySelectorAll(LINK)].some((link) => selection.containsNode(link, true));
      selection.removeAllRanges();
      selection.addRange(before);
      return touched;
    }

    changed() {
      this.page.querySelectorAll(LINK).forEach((link) => /[^\s\u200b]/.test(link.textContent) || link.remove());
      const link = this.page.querySelector(LINK);
      if (link) this.kept = link.outerHTML;
      else if (this.kept && this.key !== "cut") return this.restore();
      const lost = !link && Boolean(this.kept);
      if (lost || this.classList.contains("lost")) this.say(lost ? this.dataset.missing : "");
      this.classList.toggle("lost", lost);
      this.area.value = this.page.innerHTML.replaceAll(' contenteditable="false"', "").replaceAll("\u200b", "");
      this.area.dispatchEvent(new Event("input", { bubbles: true }));
    }

    // Deleted with what was around it: it returns to where it was. Typed over: it goes to the end, out of the way.
    restore() {
      if (this.key === "Backspace" || this.key === "Delete") this.squire.insertHTML(this.kept);
      else this.page.insertAdjacentHTML("beforeend", `<p>${this.kept}</p>`);
      this.say(this.dataset.stays);
    }

    say(text) {
      if (this.status.textContent !== text) this.status.textContent = text;
    }

    show() {
      for (const button of this.bar.querySelectorAll("[aria-pressed]")) {
        button.setAttribute("aria-pressed", this.squire.hasFormat(TAGS[button.dataset.command]));
      }
    }

    press(event) {
      const button = event.target.closest("button");
      const { command, insert } = button?.dataset ?? {};
      if (command === "link") this.place();
      else if (command === "words") this.reword();
      else if (insert) this.fill(insert);
      else if (command) COMMANDS[command](this.squire, button.getAttribute("aria-pressed") === "true");
      if (command) this.squire.focus();
    }

    // Puts the link at the cursor, wherever it was before.
    place() {
      const html = this.page.querySelector(LINK)?.outerHTML ?? this.kept ?? this.dataset.link;
      this.key = "cut";
      this.page.querySelectorAll(LINK).forEach((link) => link.remove());
      this.squire.insertHTML(html);
    }

    reword() {
      const link = this.page.querySelector(LINK);
      const words = link && prompt(this.dataset.words, link.textContent)?.trim();
      if (!words) return;
      this.squire.saveUndoState();
      link.textContent = words;
      this.changed();
    }

    // A placeholder goes into the field that was written in last.
    fill(text) {
      const field = this.target ?? this.page;
      field.focus();
      if (field === this.page) {
        this.leaveLink();
        this.squire.insertPlainText(text, false);
      } else {
        field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }

    leaveLink() {
      const range = this.squire.getSelection();
      const link = range.startContainer.parentElement?.closest(LINK);
      if (!link) return;
      range.setStartAfter(link);
      range.collapse(true);
      this.squire.setSelection(range);
    }

    // One Tab stop for the whole bar; arrow keys walk through it.
    walk(event) {
      const buttons = [...this.bar.querySelectorAll("button")];
      const at = buttons.indexOf(document.activeElement);
      const steps = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 };
      const next = buttons.at((steps[event.key] ?? 0) % buttons.length);
      if (event.key && !(event.key in steps)) return;
      event.preventDefault?.();
      for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
      if (event.key) next.focus();
    }
  }

  customElements.define("rich-text", RichText);

  // A button that shows its answer in a frame (the preview) sends the form there by itself; htmx and the guard against
  // sending twice are for the others.
  document.addEventListener("submit", (event) => {
    const frame = event.submitter?.formTarget;
    if (!frame) return;
    event.stopImmediatePropagation();
    const preview = document.getElementsByName(frame)[0]?.closest("[data-preview]");
    preview?.classList.add("shown");
    preview?.scrollIntoView({ block: "nearest" });
  }, true);
})();

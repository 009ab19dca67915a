/* xueji.js: keyboard, menus, toasts, file names, picking rows. Pages work without it; it only makes them faster to use.
   Hooks in the markup (no inline handlers, the content policy forbids them):
   data-key="n"        pressing the key clicks the element (a radio is also focused)
   data-search         what "/" focuses               data-primary       the form that Ctrl+Enter sends
   data-print          prints the page                data-autosubmit    sends its form when it changes
   data-pick, -all     checkboxes of rows             data-bulk, -count  the bar that appears when rows are picked
   xj:say              an HX-Trigger header {"xj:say": "…"} of an answer shows the text as a toast
   data-confirm="…"    asks before the form is sent   data-submit-label  a verb's text for the button of the decision box */
(function () {
  "use strict";

  var root = document.documentElement;
  var KEYS_OFF = "xueji-keys-off";
  root.classList.add("xj-js");

  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }
  function one(selector, within) { return (within || document).querySelector(selector); }
  function visible(element) { return Boolean(element && element.getClientRects().length); }
  function blocked(element) { return element.disabled || element.getAttribute("aria-disabled") === "true"; }
  function stored(key) { try { return window.localStorage.getItem(key); } catch (error) { return null; } }
  function store(key, value) { try { window.localStorage.setItem(key, value); } catch (error) { return; } }

  /* ---------- rows: J, K, Enter ---------- */
  /* Not those of the side column: the keys walk through what is to be worked on. */
  function rows() {
    return all(".xj-table tbody tr").filter(function (row) { return visible(row) && one("a[href]", row) && !row.closest("aside"); });
  }

  function moveCursor(step) {
    var list = rows();
    if (!list.length) { return false; }
    var at = list.findIndex(function (row) { return row.classList.contains("xj-cursor"); });
    var next = at < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + step, 0), list.length - 1);
    list.forEach(function (row, index) { row.classList.toggle("xj-cursor", index === next); });
    list[next].scrollIntoView({ block: "nearest" });
    return true;
  }

  function openCursor() {
    var row = one(".xj-table tr.xj-cursor");
    var link = row && (one("a.xj-go", row) || one("a[href]:not(.xj-cite)", row) || one("a[href]", row));
    if (link) { link.click(); }
    return Boolean(link);
  }

  /* ---------- keys ---------- */
  function pressElement(key) {
    var target = all("[data-key]").find(function (element) { return element.dataset.key === key && (visible(element) || element.type === "radio"); });
    if (!target || blocked(target)) { return false; }
    target.focus();
    target.click();
    return true;
  }

  function openHelp() {
    var dialog = one("#xj-help");
    if (!dialog || !dialog.showModal) { return false; }
    if (!dialog.open) { dialog.showModal(); }
    return true;
  }

  function focusSearch() {
    var box = all("[data-search]").find(visible);
    if (box) { box.focus(); box.select(); }
    return Boolean(box);
  }

  function sendPrimary() {
    var form = (document.activeElement && document.activeElement.closest("form[data-primary]")) || one("form[data-primary]");
    var button = form && all("button[type=submit]", form).find(function (item) { return item.classList.contains("btn-primary"); });
    if (!form || (button && blocked(button))) { return; }
    form.requestSubmit(button || undefined);
  }

  function typing(element) {
    return Boolean(element && (element.isContentEditable || /^(TEXTAREA|SELECT)$/.test(element.tagName) ||
      (element.tagName === "INPUT" && !/^(radio|checkbox|button|submit)$/.test(element.type))));
  }

  function onKey(event) {
    if (event.isComposing || event.defaultPrevented) { return; }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); sendPrimary(); return; }
    if (event.key === "Escape") { closeMenus(null); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || one("dialog[open]")) { return; }
    if (stored(KEYS_OFF) === "1") { return; }
    var key = event.key.toLowerCase();
    var onControl = event.target.closest && event.target.closest("a, button, summary, input");
    var done = false;
    if (key === "enter") { done = !onControl && openCursor(); }
    else if (key === "/") { done = focusSearch(); }
    else if (key === "?" || key === "？") { done = openHelp(); }
    else if (key.length === 1 && key !== " ") {
      done = pressElement(key) || (key === "j" && moveCursor(1)) || (key === "k" && moveCursor(-1));
    }
    if (done) { event.preventDefault(); }
  }

  /* ---------- menus ---------- */
  function closeMenus(except) {
    all("details.xj-pop[open]").forEach(function (menu) {
      if (menu === except) { return; }
      if (menu.contains(document.activeElement)) { one("summary", menu).focus(); }
      menu.open = false;
    });
  }

  /* ---------- toasts ---------- */
  function dressToast(toast) {
    var close = one("[data-dismiss]", toast);
    if (close) { close.hidden = false; }
    if (toast.getAttribute("role") === "status") { window.setTimeout(function () { if (!toast.matches(":hover, :focus-within")) { toast.remove(); } }, 10000); }
  }

  function say(text) {
    var template = one("#xj-toast-template");
    var place = one(".xj-toasts");
    if (!template || !place) { return; }
    var toast = template.content.firstElementChild.cloneNode(true);
    one("[data-toast-text]", toast).textContent = text;
    place.appendChild(toast);
    dressToast(toast);
  }

  /* ---------- files ---------- */
  function showFileName(input) {
    var box = input.closest("[data-file]");
    var place = box && one("[data-file-name]", box);
    if (!place) { return; }
    if (place.dataset.empty === undefined) { place.dataset.empty = place.textContent; }
    var names = Array.prototype.map.call(input.files, function (file) { return file.name + "（" + size(file.size) + "）"; });
    place.textContent = names.length ? names.join("、") : place.dataset.empty;
  }

  function size(bytes) { return bytes < 1048576 ? Math.max(1, Math.round(bytes / 1024)) + " KB" : (bytes / 1048576).toFixed(1) + " MB"; }

  function onDrag(event) {
    var box = event.target.closest && event.target.closest("[data-file]");
    if (!box) { return; }
    event.preventDefault();
    box.classList.toggle("xj-drop-over", event.type === "dragover");
    if (event.type !== "drop" || !event.dataTransfer.files.length) { return; }
    var input = one("input[type=file]", box);
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /* ---------- picking rows, verbs of the decision box ---------- */
  function countPicks() {
    var picked = all("[data-pick]:checked").length;
    all("[data-pick]").forEach(function (box) { box.closest("tr").classList.toggle("xj-picked", box.checked); });
    all("[data-bulk]").forEach(function (bar) { bar.hidden = !picked; });
    all("[data-bulk-count]").forEach(function (place) { place.textContent = picked; });
  }

  function showVerb(radio) {
    var button = radio.form && one("[data-decide]", radio.form);
    if (button && radio.dataset.submitLabel) { one("[data-decide-text]", button).textContent = radio.dataset.submitLabel; }
  }

  /* ---------- events ---------- */
  function onChange(event) {
    var target = event.target;
    if (target.type === "file") { showFileName(target); }
    if (target.matches("[data-pick-all]")) { all("[data-pick]").forEach(function (box) { box.checked = target.checked; }); }
    if (target.matches("[data-pick], [data-pick-all]")) { countPicks(); }
    if (target.matches("[data-submit-label]")) { showVerb(target); }
    if (target.matches("[data-keys-off]")) { store(KEYS_OFF, target.checked ? "1" : ""); }
    if (target.matches("[data-autosubmit]")) { target.form.requestSubmit(); }
  }

  function onClick(event) {
    var target = event.target;
    var button = target.closest("[data-print], [data-dismiss], [data-help], [data-unpick], [aria-disabled=true]");
    closeMenus(target.closest("details.xj-pop"));
    if (!button) { return; }
    if (button.matches("[aria-disabled=true]")) { event.preventDefault(); return; }
    if (button.matches("[data-print]")) { window.print(); }
    if (button.matches("[data-dismiss]")) { button.closest(".xj-toast").remove(); }
    if (button.matches("[data-help]")) { openHelp(); }
    if (button.matches("[data-unpick]")) { all("[data-pick], [data-pick-all]").forEach(function (box) { box.checked = false; }); countPicks(); }
  }

  /* One press, one request: a second press within four seconds is dropped. */
  function onSubmit(event) {
    var form = event.target;
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) { event.preventDefault(); return; }
    if (form.method !== "post") { return; }
    if (form.dataset.busy) { event.preventDefault(); return; }
    form.dataset.busy = "1";
    window.setTimeout(function () { delete form.dataset.busy; }, 4000);
  }

  document.addEventListener("keydown", onKey);
  document.addEventListener("change", onChange);
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  ["dragover", "dragleave", "drop"].forEach(function (name) { document.addEventListener(name, onDrag); });
  /* ---------- forms that are sent again whenever a field changes ---------- */
  /* The answer knows only what was sent: what was typed while it was on its way is carried over. Boxes and choices are
     not: they send the form themselves. */
  var typed = null;

  function writable(within) {
    return all("textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=file])", within);
  }

  document.addEventListener("htmx:beforeRequest", function (event) {
    var form = event.detail.elt;
    typed = null;
    if (!form.matches || !form.matches("form[hx-trigger*=change]")) { return; }
    event.detail.xhr.xjSent = writable(form).map(function (field) { return [field.name, field.value]; });
  });

  document.addEventListener("htmx:beforeSwap", function (event) {
    var sent = new Map(event.detail.xhr.xjSent || []);
    typed = sent.size ? writable(event.detail.target).filter(function (field) {
      return sent.has(field.name) && sent.get(field.name) !== field.value;
    }).map(function (field) { return [field.name, field.value]; }) : null;
  });

  document.addEventListener("htmx:afterSwap", function (event) {
    (typed || []).forEach(function (pair) {
      var field = one("[name='" + pair[0] + "']", event.detail.target);
      if (field) { field.value = pair[1]; }
    });
    typed = null;
  });

  document.addEventListener("htmx:responseError", function () { say(root.dataset.saysError || ""); });
  document.addEventListener("xj:say", function (event) { say(event.detail.value || event.detail.text || ""); });
  document.addEventListener("htmx:sendError", function () { say(root.dataset.saysOffline || ""); });
  window.addEventListener("pageshow", function () { all("form[data-busy]").forEach(function (form) { delete form.dataset.busy; }); });

  all(".xj-toast").forEach(dressToast);
  all("[data-keys-off]").forEach(function (box) { box.checked = stored(KEYS_OFF) === "1"; });
  all("[data-submit-label]:checked").forEach(showVerb);
  countPicks();
})();

/* The entry grid: keys, paste, drafts, checks. Without it the page is a plain form. */
"use strict";

(() => {
  const form = document.getElementById("grid");
  if (!form || !window.fetch) return;
  const body = form.querySelector("tbody");
  const pattern = document.getElementById("new-row").content.firstElementChild;
  const columns = [...form.querySelectorAll("thead th[data-key]")].map((th) => ({
    key: th.dataset.key, heads: th.dataset.heads.split("|").concat(fold(th.textContent)),
  }));
  const say = form.dataset, MOST = Number(say.most), PAUSE = 700, AGAIN = 5000;
  const says = document.getElementById("says"), kept = document.getElementById("kept"), alerts = document.getElementById("alerts");
  const dirty = new Set(), bases = new Map(), answers = new Map(), steps = [];
  let draft = say.draft, timer = 0, sending = null, stopped = false, broken = false, before = null, anchor = 0, number = 0;

  document.body.classList.add("scripted");
  rows().forEach((row) => bases.set(row.dataset.key, [cells(row)]));
  spares();

  function fold(text) {
    return text.replace(/[đĐ]/g, "d").normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/\s+/g, " ").trim();
  }
  function rows() { return [...body.querySelectorAll("tr[data-key]")]; }
  function beside(row, step) { const all = rows(); return all[all.indexOf(row) + step]; }
  function line(row) { const next = row.nextElementSibling; return next && next.classList.contains("e-line") ? next : null; }
  function inputs(row) { return [...row.querySelectorAll("input.form-control")]; }
  function cells(row) {
    const told = {};
    inputs(row).forEach((input, at) => { if (input.value.trim()) told[columns[at].key] = input.value; });
    return told;
  }
  function place(input) {
    const row = input.closest("tr");
    return { row, at: inputs(row).indexOf(input) };
  }

  /* On a phone only one blank row waits below what is filled. */
  function spares() {
    let blank = 0;
    rows().forEach((row) => {
      const empty = !Object.keys(cells(row)).length;
      blank = empty ? blank + 1 : 0;
      row.classList.toggle("spare", blank > 1 && !row.contains(document.activeElement));
    });
  }

  function addRow() {
    const all = rows();
    if (all.length >= MOST) return null;
    const row = pattern.cloneNode(true), key = "n" + Math.random().toString(36).slice(2, 9) + (number += 1);
    row.dataset.key = key;
    row.querySelector("input[name=row]").value = key;
    row.querySelector("th").lastChild.textContent = String(all.length + 1);
    inputs(row).forEach((input, at) => {
      input.name = key + "-" + columns[at].key;
      input.setAttribute("aria-label", input.getAttribute("aria-label").replace("NUM", String(all.length + 1)));
    });
    bases.set(key, [{}]);
    body.append(row);
    return row;
  }

  /* Moving about */
  function go(row, at) {
    if (!row) return;
    row.classList.remove("spare");
    const input = inputs(row)[Math.max(0, Math.min(at, columns.length - 1))];
    input.focus();
    input.select();
  }
  function whole(input) { return input.selectionStart === 0 && input.selectionEnd === input.value.length; }

  body.addEventListener("focusin", (event) => {
    if (!event.target.matches("input.form-control")) return;
    before = { input: event.target, value: event.target.value };
  });
  body.addEventListener("focusout", (event) => {
    const row = owner(event.target);
    /* Not at once: a line that opens now would push the button away from under the finger that presses it. */
    setTimeout(() => { if (row.isConnected && !row.contains(document.activeElement)) show(row.dataset.key); }, 250);
  });
  body.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.matches("input.form-control") || event.isComposing) return;
    const { row, at } = place(input);
    const plain = !event.altKey && !event.ctrlKey && !event.metaKey;
    if (event.key === "Tab" && plain) {
      if (!event.shiftKey && at === 0) anchor = 0;
      if (!event.shiftKey && at === columns.length - 1 && !beside(row, 1) && Object.keys(cells(row)).length) addRow();
      return;
    }
    if (event.key === "Enter" && plain) {
      event.preventDefault();
      if (event.shiftKey) go(beside(row, -1), at);
      else go(beside(row, 1) || addRow(), anchor < at && Object.keys(cells(row)).length ? anchor : at);
    } else if (event.key === "ArrowDown" && plain) {
      event.preventDefault();
      go(beside(row, 1), anchor = at);
    } else if (event.key === "ArrowUp" && plain) {
      event.preventDefault();
      go(beside(row, -1), anchor = at);
    } else if (event.key === "ArrowLeft" && plain && !event.shiftKey && at > 0 && (whole(input) || input.selectionEnd === 0)) {
      event.preventDefault();
      go(row, anchor = at - 1);
    } else if (event.key === "ArrowRight" && plain && !event.shiftKey && at < columns.length - 1 && (whole(input) || input.selectionStart === input.value.length)) {
      event.preventDefault();
      go(row, anchor = at + 1);
    } else if (event.key === "Escape" && before && before.input === input && input.value !== before.value) {
      event.preventDefault();
      input.value = before.value;
      touched(row);
      input.select();
    } else if (event.ctrlKey && !event.altKey && event.key.toLowerCase() === "d" && beside(row, -1)) {
      event.preventDefault();
      fill([[input, inputs(beside(row, -1))[at].value]]);
      input.select();
    } else if (event.ctrlKey && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "z" && steps.length && unchanged(steps[steps.length - 1])) {
      event.preventDefault();
      steps.pop().forEach(([cell, former]) => { cell.value = former; touched(cell.closest("tr")); });
      tell("");
    }
  });
  /* A click begins a new run of Tab: Enter then comes back under it. */
  body.addEventListener("mousedown", (event) => {
    const input = event.target.closest("input.form-control");
    if (input) anchor = place(input).at;
  });

  /* Filling several cells at once, so that one step takes it back */
  function fill(pairs) {
    steps.push(pairs.map(([input, value]) => [input, input.value, value]));
    pairs.forEach(([input, value]) => { input.value = value; touched(input.closest("tr")); });
  }
  function unchanged(step) { return step.every(([input, , value]) => input.isConnected && input.value === value); }

  body.addEventListener("paste", (event) => {
    const input = event.target;
    if (!input.matches("input.form-control") || !event.clipboardData) return;
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n+$/, "");
    if (!/[\t\n]/.test(text)) return;
    event.preventDefault();
    let block = table(text).filter((line) => line.some((cell) => cell.trim()));
    const { row, at } = place(input), notes = [];
    let goes = block[0].map((_cell, n) => at + n);
    const named = block[0].map((cell) => columns.findIndex((column) => column.heads.includes(fold(cell))));
    if (block.length > 1 && named.filter((n) => n >= 0).length >= 2) {
      const strange = block[0].filter((cell, n) => named[n] < 0 && cell.trim() && !["stt", "tt"].includes(fold(cell)));
      if (strange.length) notes.push(say.beyond + " " + strange.join(", ") + ".");
      goes = named;
      block = block.slice(1);
    } else if (block.some((line) => line.some((cell, n) => cell.trim() && at + n >= columns.length))) {
      notes.push(say.narrow);
    }
    const pairs = [];
    let target = row;
    for (const [n, line] of block.entries()) {
      if (n) target = beside(target, 1) || addRow();
      if (!target) { notes.push(say.full); break; }
      const there = inputs(target);
      line.forEach((cell, m) => { if (there[goes[m]]) pairs.push([there[goes[m]], cell.trim()]); });
    }
    fill(pairs);
    tell([say.pasted, ...notes].join(" "));
    input.select();
  });

  /* A copied table as lines of cells; a spreadsheet puts cells with breaks or tabs between quotes. */
  function table(text) {
    const lines = [[""]];
    let quoted = false;
    for (let n = 0; n < text.length; n += 1) {
      const line = lines[lines.length - 1], char = text[n], last = line.length - 1;
      if (quoted && char === '"' && text[n + 1] === '"') { line[last] += '"'; n += 1; }
      else if (quoted && char === '"') quoted = false;
      else if (!quoted && char === '"' && line[last] === "") quoted = true;
      else if (!quoted && char === "\t") line.push("");
      else if (!quoted && char === "\n") lines.push([""]);
      else line[last] += char === "\n" || char === "\t" ? " " : char;
    }
    return quoted ? text.split("\n").map((line) => line.split("\t")) : lines;
  }

  /* What was typed is kept a moment after the last key, and at least every few seconds */
  body.addEventListener("input", (event) => { touched(event.target.closest("tr")); });
  body.addEventListener("change", (event) => { if (event.target.matches("select")) touched(owner(event.target)); });

  /* The row a field belongs to; choices stand on the line below it. */
  function owner(field) {
    const row = field.closest("tr");
    return row.dataset.key ? row : row.previousElementSibling;
  }

  let since = 0;
  function touched(row) {
    dirty.add(row.dataset.key);
    spares();
    if (!broken) kept.textContent = say.waiting;
    const now = Date.now();
    since = since || now;
    clearTimeout(timer);
    timer = setTimeout(flush, now - since > 3000 ? 0 : PAUSE);
  }

  function packed() {
    const held = new Map(rows().map((row) => [row.dataset.key, row]));
    return [...dirty].filter((key) => held.has(key)).map((key) => {
      const row = held.get(key), choice = line(row) && line(row).querySelector("select");
      return { key, cells: cells(row), bases: bases.get(key) || [{}], decision: choice ? choice.value : "" };
    });
  }
  function letter(list) {
    const ask = rows().filter((row) => "repeated" in row.dataset).map((row) => row.dataset.key);
    return {
      method: "POST",
      body: JSON.stringify({ draft, rows: list, ask }),
      headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, "X-Ticket": say.ticket },
      credentials: "same-origin",
    };
  }

  /* Gives whether everything is kept by now. */
  async function flush() {
    clearTimeout(timer);
    if (sending) { await sending; }
    if (stopped) return false;
    if (!dirty.size) return !broken;
    sending = send();
    const fine = await sending;
    sending = null;
    if (dirty.size && !stopped) { clearTimeout(timer); timer = setTimeout(flush, fine ? PAUSE : AGAIN); }
    return fine && !dirty.size;
  }

  async function send() {
    const list = packed();
    dirty.clear();
    since = 0;
    kept.textContent = say.waiting;
    list.forEach((one) => { bases.set(one.key, [...(bases.get(one.key) || []), one.cells].slice(-6)); });
    const back = () => { list.forEach((one) => dirty.add(one.key)); broken = true; kept.textContent = ""; };
    let answer, told;
    try {
      answer = await fetch(say.keep, letter(list));
      if (answer.status === 403 && await renew()) answer = await fetch(say.keep, letter(list));
      told = /json/.test(answer.headers.get("Content-Type") || "") ? await answer.json() : null;
    } catch (_error) {
      back();
      tell(say.offline);
      return false;
    }
    if (!told) {
      back();
      if (answer.redirected) tell(say.ended, say.signIn);
      else tell(say.offline);
      return false;
    }
    if (told.refusal) {
      back();
      tell(told.refusal);
      return false;
    }
    draft = told.draft;
    form.elements.draft.value = draft;
    form.elements.version.value = told.version;
    list.forEach((one) => { bases.set(one.key, [one.cells]); });
    if (broken) tell("");
    broken = false;
    list.forEach((one) => answers.delete(one.key));
    Object.entries(told.rows).forEach(([key, one]) => answers.set(key, one));
    new Set([...list.map((one) => one.key), ...Object.keys(told.rows)]).forEach(show);
    if (Object.keys(told.moved).length) tell(say.twice);
    if (says.textContent !== told.says) says.textContent = told.says;
    kept.textContent = say.kept;
    return true;
  }

  /* After a new sign-in in another tab the form's token is an old one: take the new page's. */
  async function renew() {
    const page = await fetch(location.pathname, { credentials: "same-origin" });
    if (!page.ok || page.redirected) return false;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("#grid input[name=csrfmiddlewaretoken]");
    if (fresh) form.elements.csrfmiddlewaretoken.value = fresh.value;
    return Boolean(fresh);
  }

  /* What the server says of a row. A row one is still typing in is not told what it lacks. */
  function show(key) {
    const row = rows().find((one) => one.dataset.key === key), told = answers.get(key);
    if (!row || dirty.has(key)) return;
    if (!told && !bases.has(key)) return;
    const busy = row.contains(document.activeElement), blank = !Object.keys(cells(row)).length;
    if (!told && !blank) return;
    let held = false, wrongs = 0;
    inputs(row).forEach((input, at) => {
      const wrong = blank ? null : told.cells[columns[at].key], cell = input.closest("td");
      const hide = wrong && busy && wrong.code === "missing";
      held = held || hide;
      wrongs += wrong && !hide && wrong.severity === "error";
      mark(cell, input, hide ? null : wrong, "m-" + key + "-" + columns[at].key);
    });
    if (told && told.repeated) row.dataset.repeated = "";
    else delete row.dataset.repeated;
    const quiet = blank || (held && !wrongs && told.status === "error");
    row.querySelector("td.e-told").innerHTML = quiet ? "" : told.html;
    below(row, quiet ? "" : told.line);
  }
  /* The line under a row: the question, the choice, what is wrong with it. */
  function below(row, html) {
    const old = line(row);
    if (!html) { if (old) old.remove(); return; }
    if (old && old.dataset.html === html) return;
    const choosing = old && old.contains(document.activeElement), fresh = document.createElement("template");
    fresh.innerHTML = html;
    const made = fresh.content.querySelector("tr");
    made.dataset.html = html;
    if (old) old.remove();
    row.after(made);
    if (choosing && made.querySelector("select")) made.querySelector("select").focus();
  }
  function mark(cell, input, wrong, id) {
    let words = cell.querySelector(".sub");
    cell.classList.toggle("cell-bad", Boolean(wrong) && wrong.severity === "error");
    cell.classList.toggle("cell-doubt", Boolean(wrong) && wrong.severity !== "error");
    if (!wrong) {
      if (words) words.remove();
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
      return;
    }
    if (!words) { words = document.createElement("span"); words.className = "sub"; cell.append(words); }
    words.id = id;
    words.textContent = wrong.message;
    input.setAttribute("aria-describedby", id);
    if (wrong.severity === "error") input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  function tell(words, link) {
    alerts.hidden = !words;
    if (alerts.dataset.words === words) return;
    alerts.dataset.words = words;
    alerts.textContent = words;
    if (!link) return;
    const to = document.createElement("a");
    to.href = link;
    to.textContent = "→";
    to.setAttribute("aria-label", words);
    alerts.append(" ", to);
  }

  /* Leaving, coming back, losing the network */
  function leave() {
    if (!dirty.size || stopped) return;
    const list = packed();
    try { fetch(say.keep, { ...letter(list), keepalive: true }).catch(() => {}); } catch (_error) { /* too much for a last word */ }
  }
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
  window.addEventListener("pagehide", leave);
  window.addEventListener("online", () => { if (dirty.size) flush(); });
  window.addEventListener("beforeunload", (event) => { if (dirty.size && broken && !stopped) event.preventDefault(); });
  document.querySelectorAll("[data-drop]").forEach((part) => part.addEventListener("submit", () => { stopped = true; clearTimeout(timer); }));

  form.addEventListener("submit", async (event) => {
    const act = event.submitter ? event.submitter.value : "keep";
    event.preventDefault();
    if (act === "more") {
      const first = addRow();
      for (let n = 1; n < 10 && addRow(); n += 1);
      spares();
      if (first) go(first, 0); else tell(say.full);
      return;
    }
    if (!await flush()) {
      if (alerts.hidden) tell(say.unsaved);
      return;
    }
    if (act !== "write") return;
    stopped = true;
    const small = document.createElement("form");
    small.method = "post";
    [["csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value], ["draft", draft], ["act", act]].forEach(([name, value]) => {
      const hidden = document.createElement("input");
      hidden.type = "hidden";
      hidden.name = name;
      hidden.value = value;
      small.append(hidden);
    });
    document.body.append(small);
    small.submit();
  });
  /* Back from the next page, as the browser kept it. */
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();

// Fields on which one writes letters as they will look, and the choice of a picture. Where the
// editor does not come, or without a script, the plain field stays.

// --- asking ------------------------------------------------------------------------------------

// Opens a dialog of its own; what was typed, or nothing if it was closed.
function ask(template, fill) {
  const box = template.content.querySelector("dialog").cloneNode(true);
  document.body.append(box);
  const form = box.querySelector("form");
  fill(form, box);
  box.showModal();
  return new Promise((done) => {
    box.addEventListener("close", () => {
      box.remove();
      done(box.returnValue ? Object.fromEntries(new FormData(form)) : null);
    });
  });
}

// Opens the library; the file that was chosen, or nothing. Searching, turning pages and
// putting in a new one happen inside.
async function pickFile(address) {
  const box = document.createElement("dialog");
  box.className = "picking";
  box.setAttribute("aria-labelledby", "picking");
  let chosen = null;
  const show = async (where, told) => {
    const answer = await fetch(where, { credentials: "same-origin", ...told });
    if (answer.redirected) location.reload();
    else box.innerHTML = await answer.text();
  };
  await show(address);
  box.addEventListener("submit", (event) => {
    event.preventDefault();
    const told = new FormData(event.target, event.submitter);
    if (event.target.method === "post") show(address, { method: "POST", body: told });
    else show(`${address.split("?")[0]}?${new URLSearchParams(told)}`);
  });
  box.addEventListener("click", (event) => {
    const button = event.target.closest("[data-ref], [data-close]");
    if (!button) return;
    chosen = button.dataset.ref ? button.dataset : null;
    box.close();
  });
  document.body.append(box);
  box.showModal();
  return new Promise((done) => {
    box.addEventListener("close", () => {
      box.remove();
      done(chosen);
    });
  });
}

// --- writing -----------------------------------------------------------------------------------

const DO = {
  bold: (chain) => chain.toggleBold(),
  italic: (chain) => chain.toggleItalic(),
  heading: (chain) => chain.toggleHeading({ level: 2 }),
  subheading: (chain) => chain.toggleHeading({ level: 3 }),
  bullets: (chain) => chain.toggleBulletList(),
  numbers: (chain) => chain.toggleOrderedList(),
  quote: (chain) => chain.toggleBlockquote(),
  table: (chain) => chain.insertTable({ rows: 3, cols: 2, withHeaderRow: true }),
  row: (chain) => chain.addRowAfter(),
  column: (chain) => chain.addColumnAfter(),
  "no-row": (chain) => chain.deleteRow(),
  "no-column": (chain) => chain.deleteColumn(),
  "no-table": (chain) => chain.deleteTable(),
  undo: (chain) => chain.undo(),
  redo: (chain) => chain.redo(),
};
const LIT = {
  bold: ["bold"],
  italic: ["italic"],
  heading: ["heading", { level: 2 }],
  subheading: ["heading", { level: 3 }],
  bullets: ["bulletList"],
  numbers: ["orderedList"],
  quote: ["blockquote"],
  link: ["link"],
};

// Only what the site keeps: anything else is left out as it is typed or pasted.
function parts(kit) {
  const Picture = kit.Image.extend({
    parseHTML: () => [{ tag: 'img[src^="/tep/"]' }],
  });
  const Head = kit.TableHeader.extend({
    addAttributes() {
      const parse = (cell) => cell.getAttribute("scope") || "col";
      return { ...this.parent?.(), scope: { default: "col", parseHTML: parse } };
    },
  });
  const plain = ["Document", "Paragraph", "Text", "HardBreak", "Bold", "Italic", "BulletList"];
  const more = ["OrderedList", "ListItem", "Blockquote", "Caption", "TableRow", "TableCell"];
  const help = ["History", "Dropcursor", "Gapcursor", "TrailingNode"];
  return [
    ...[...plain, ...more, ...help].map((name) => kit[name]),
    kit.Heading.configure({ levels: [2, 3] }),
    kit.Link.configure({ openOnClick: false, autolink: false, enableTarget: false }),
    kit.Figure.configure({}),
    kit.Table.configure({ resizable: false }),
    Picture,
    Head,
  ];
}

// The title of a table would become a cell of it: here it stands before the table.
function readable(html) {
  const read = new DOMParser().parseFromString(html, "text/html");
  for (const title of read.querySelectorAll("table > caption")) {
    const line = document.createElement("p");
    line.append(...title.childNodes);
    title.parentElement.before(line);
    title.remove();
  }
  return read.body.innerHTML;
}

async function enrich(field) {
  const kit = await import(field.dataset.rich);
  const place = document.createElement("div");
  place.className = "prose rich";
  place.lang = "vi";
  field.after(place);
  const editor = new kit.Editor({
    element: place,
    extensions: parts(kit),
    content: readable(field.value),
    injectCSS: false,
    editorProps: {
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": field.labels[0].textContent.trim(),
      },
      // A file that falls onto the page would be opened in its place.
      handleDrop: (_view, event) => event.dataTransfer.files.length > 0,
    },
    onUpdate: () => {
      field.value = editor.getHTML().replace(/(<p><\/p>)+$/, "");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    },
    onTransaction: () => light(editor, bar),
  });
  const bar = field.parentElement.querySelector("[data-toolbar]");
  bar.hidden = false;
  field.hidden = true;
  bar.addEventListener("mousedown", (event) => event.preventDefault());
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) run(editor, button.dataset.do, field);
  });
  walk(bar);
  light(editor, bar);
}

function run(editor, what, field) {
  if (what === "link") linkTo(editor, field);
  else if (what === "picture") putPicture(editor, field);
  else DO[what](editor.chain().focus()).run();
}

async function linkTo(editor, field) {
  const template = field.parentElement.querySelector('[data-ask="link"]');
  const told = await ask(template, (form) => {
    form.elements.href.value = editor.getAttributes("link").href || "";
  });
  if (!told) return;
  const chain = editor.chain().focus().extendMarkRange("link");
  const href = told.href.trim();
  if (!href) chain.unsetLink().run();
  else if (!editor.state.selection.empty || editor.isActive("link")) chain.setLink({ href }).run();
  else chain.insertContent({ type: "text", text: href, marks: [linked(href)] }).run();
}

const linked = (href) => ({ type: "link", attrs: { href } });

async function putPicture(editor, field) {
  const here = editor.isActive("image") ? editor.getAttributes("image") : null;
  const chosen = here || (await pickFile(field.dataset.pictures));
  if (!chosen) return;
  const template = field.parentElement.querySelector('[data-ask="picture"]');
  const told = await ask(template, (form, box) => {
    const { alt, decorative, caption } = form.elements;
    box.querySelector("[data-shown]").src = chosen.src;
    box.querySelector("[data-caption]").hidden = Boolean(here);
    alt.value = chosen.alt || "";
    caption.value = chosen.caption || "";
    decorative.checked = here ? !here.alt : Boolean(chosen.decorative);
    const need = () => (alt.required = !decorative.checked);
    decorative.addEventListener("change", need);
    need();
  });
  if (!told) return;
  const alt = told.decorative ? "" : told.alt.trim();
  if (here) editor.chain().focus().updateAttributes("image", { alt }).run();
  else insert(editor, chosen, alt, told.caption.trim());
}

function insert(editor, chosen, alt, caption) {
  const { src, width, height } = chosen;
  const picture = { type: "image", attrs: { src, alt, width, height } };
  const words = { type: "caption", content: [{ type: "text", text: caption }] };
  const whole = caption ? { type: "figure", content: [picture, words] } : picture;
  editor.chain().focus().insertContent(whole).run();
}

function light(editor, bar) {
  for (const [name, told] of Object.entries(LIT)) {
    const button = bar.querySelector(`[data-do="${name}"]`);
    button.setAttribute("aria-pressed", String(editor.isActive(...told)));
  }
  bar.querySelector("[data-table]").hidden = !editor.isActive("table");
}

// One stop of the Tab key for the whole bar; the arrows go along it.
function walk(bar) {
  const buttons = () => [...bar.querySelectorAll("button")].filter((each) => each.offsetParent);
  const stop = (one) => {
    for (const each of bar.querySelectorAll("button")) each.tabIndex = each === one ? 0 : -1;
  };
  stop(buttons()[0]);
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = buttons();
    const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
    event.preventDefault();
    stop(next);
    next.focus();
  });
}

for (const field of document.querySelectorAll("[data-rich]")) enrich(field);

// --- choosing a file in a form -----------------------------------------------------------------

function offer(place) {
  const [list, open] = [place.querySelector("ul"), place.querySelector("[data-open]")];
  open.hidden = false;
  place.querySelector("[data-code]").hidden = true;
  open.querySelector("button").addEventListener("click", async () => {
    const chosen = await pickFile(place.dataset.pick);
    if (!chosen) return;
    const there = list.querySelector(`[value="${CSS.escape(chosen.ref)}"]`);
    const input = there || added(list, place.dataset, chosen);
    input.checked = true;
    input.focus();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function added(list, { name, type }, chosen) {
  const [item, label] = [document.createElement("li"), document.createElement("label")];
  const input = Object.assign(document.createElement("input"), { name, type, value: chosen.ref });
  const words = Object.assign(document.createElement("span"), { textContent: chosen.name });
  label.append(input);
  if (chosen.small) {
    const look = { src: chosen.small, alt: "", width: 96, height: 72 };
    label.append(Object.assign(document.createElement("img"), look));
  }
  label.append(words);
  item.append(label);
  list.prepend(item);
  return input;
}

for (const place of document.querySelectorAll("[data-pick]")) offer(place);

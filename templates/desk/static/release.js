// The editor: a finding's line is shown in the text; a file that is dropped on a field lands in it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.line");
  const body = document.getElementById("body");
  if (!link || !body) return;
  event.preventDefault();
  const lines = body.value.split("\n");
  const number = Math.min(Number(link.dataset.line), lines.length);
  const start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
  body.focus();
  body.setSelectionRange(start, start + lines[number - 1].length);
  body.scrollTop = (body.scrollHeight / lines.length) * Math.max(0, number - 4);
});
for (const field of document.querySelectorAll(".drop")) {
  const input = field.querySelector("input[type=file]");
  field.addEventListener("dragover", (event) => event.preventDefault());
  field.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
  });
}
// A button that is pressed while what was typed is on its way waits for the answer: else one would be in conflict with oneself.
const editor = document.getElementById("editor");
let saving = false, waiting = null;
document.addEventListener("htmx:beforeRequest", (event) => { if (event.target === editor) saving = true; });
document.addEventListener("htmx:afterOnLoad", (event) => { if (event.target === editor) done(); });
for (const end of ["htmx:sendError", "htmx:responseError", "htmx:timeout", "htmx:sendAbort"]) {
  document.addEventListener(end, (event) => { if (event.target === editor) done(); });
}
function done() {
  saving = false;
  if (!waiting) return;
  const { submitter } = waiting;
  waiting = null;
  editor.requestSubmit(submitter);
}
if (editor) editor.addEventListener("submit", (event) => {
  if (!saving) return;
  event.preventDefault();
  waiting = { submitter: event.submitter };
});

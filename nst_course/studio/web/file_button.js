// A button that opens the file dialog and sends the chosen file.

import { sendFile } from "./send_file.js";

function render({ model, el }) {
  const input = document.createElement("input");
  const button = document.createElement("button");
  input.type = "file";
  input.hidden = true;
  input.accept = model.get("accept");
  button.type = "button";
  button.className = "jupyter-widgets jupyter-button widget-button nst-file-button";
  const label = () => {
    button.textContent = model.get("description");
    button.title = model.get("tooltip");
  };
  button.addEventListener("click", () => input.click());
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    button.disabled = true;
    button.textContent = "reading…";
    try {
      await sendFile(model, file, model.get("limit"));
    } catch {
      model.send({ event: "unreadable", name: file.name });
    } finally {
      input.value = ""; // so that the same file can be chosen again
      button.disabled = false;
      label();
    }
  });
  label();
  model.on("change:description change:tooltip", label);
  el.append(button, input);
  return () => model.off("change:description change:tooltip", label);
}

export default { render };

// Elements of a page in one line each.

export function node(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

// The bytes of a trait or a message as the browser's Blob.
export function blob(bytes, type) {
  return new Blob([bytes], { type });
}

export function empty(bytes) {
  return !bytes || bytes.byteLength === 0;
}

// One-line functions for elements and bytes.

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

// The bytes of a trait or message as a Blob.
export function toBlob(bytes, type) {
  return new Blob([bytes], { type });
}

export function isEmpty(bytes) {
  return !bytes || bytes.byteLength === 0;
}

// A device tree beside a scenario, or alone: the core reads it, here it only becomes text.
export interface TreeChoice {
  arch?: string;
  ram?: string;
}

// Zeroes at the end are room that a boot loader keeps; the core puts them back.
export function base64(bytes: Uint8Array): string {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  end = Math.min(bytes.length, Math.ceil((end + 1) / 3) * 3);
  let text = "";
  for (let at = 0; at < end; at += 0x2000)
    text += String.fromCharCode(...bytes.subarray(at, Math.min(at + 0x2000, end)));
  return btoa(text);
}

// The smallest story of such a machine: it boots.
export function storyOfTree(name: string, bytes: Uint8Array, choice: TreeChoice = {}): string {
  const title = { en: name, zh: name };
  const machine = { ...choice, dtb: base64(bytes) };
  return JSON.stringify(
    { format: 1, title, machine, start: 0, ops: [{ op: "boot", focus: "boot" }] },
    null,
    1,
  );
}

// The name of the tree that a scenario wants from the folder beside it; null: it wants none.
export function treeName(text: string): string | null {
  return /"dtb"\s*:\s*"([^"\\/]+\.dtb)"/.exec(text)?.[1] ?? null;
}

export function withTree(text: string, name: string, bytes: Uint8Array): string {
  return text.replace(JSON.stringify(name), () => JSON.stringify(base64(bytes)));
}

export const bytesOf = async (file: Blob) => new Uint8Array(await file.arrayBuffer());

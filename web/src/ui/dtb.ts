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

// The smallest story of such a machine: it boots. It begins where the tree has been read, so that there is something
// to see; what lies before is one step back.
export function storyOfTree(name: string, bytes: Uint8Array, choice: TreeChoice = {}): string {
  const title = { en: name, zh: name };
  const prose = {
    en: `${name} has been read: memblock knows the RAM that the tree names. Step on to see who keeps what of it; step back for how it was read.`,
    zh: `${name} 已经读入：memblock 知道了设备树所写的内存。往后走，看谁留下哪一段；往回走，看它是怎样读入的。`,
  };
  const machine = { ...choice, dtb: base64(bytes) };
  return JSON.stringify(
    {
      format: 1,
      title,
      prose,
      machine,
      start: 0,
      start_call: "parse_early_param",
      ops: [{ op: "boot", focus: "boot" }],
    },
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

// How values are written: 64-bit ones in groups of 8 digits, counts with a comma.
export function groupHex(value: string): string {
  const hex = /^0x([0-9a-f]{9,16})$/i.exec(value);
  if (!hex) return value;
  const digits = hex[1].padStart(16, "0");
  return `${digits.slice(0, 8)} ${digits.slice(8)}`;
}

// "pfn:0x1a7b" is called "frame 0x1a7b" by the stage; the core's own name wins where it has one.
export function nameOf(name: string, id: string): string {
  return name || id.replace(/^\w+:/, "");
}

export interface ObjectName {
  kind: string;
  text: string;
}

export function objectName(id: string): ObjectName {
  const at = id.indexOf(":");
  return at < 0 ? { kind: "object", text: id } : { kind: id.slice(0, at), text: id.slice(at + 1) };
}

export function pow2Text(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (bytes >= 1024 && unit < units.length - 1) {
    bytes /= 1024;
    unit++;
  }
  return `${Number.isInteger(bytes) ? bytes : bytes.toFixed(1)} ${units[unit]}`;
}

// A wasm file, taken apart just as far as needed to put its data in another way.
const CODE = 10, DATA = 11, DATA_COUNT = 12; // the count is for instructions that nobody uses here

function number(bytes, at) {
  let value = 0, shift = 0, byte;
  do {
    byte = bytes[at++];
    value += (byte & 0x7f) * 2 ** shift;
    shift += 7;
  } while (byte & 0x80);
  return [value, at];
}

function encoded(value) {
  const out = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) out.push((value & 0x7f) | 0x80);
  return Buffer.from([...out, value]);
}

// i32.const's operand: signed, so that an address from 64 up needs one bit more.
function signed(value) {
  const out = [];
  for (; value >= 0x40; value >>= 7) out.push((value & 0x7f) | 0x80);
  return Buffer.from([...out, value]);
}

function sectionsOf(bytes) {
  const list = [];
  for (let at = 8; at < bytes.length; ) {
    const id = bytes[at], [size, body] = number(bytes, at + 1);
    list.push({ id, body: bytes.subarray(body, body + size) });
    at = body + size;
  }
  return list;
}

function segmentsOf(body) {
  let [count, at] = number(body, 0), address, size;
  const list = [];
  for (; count; count--) {
    if (body[at] !== 0 || body[at + 1] !== 0x41) throw new Error("a data segment that is not at a fixed address");
    [address, at] = number(body, at + 2);
    [size, at] = number(body, at + 1);
    list.push({ address, bytes: body.subarray(at, at + size) });
    at += size;
  }
  return list;
}

// wasm-opt cuts data into pieces wherever some bytes are zero. That is short, but the pieces' heads pack badly: joined
// again, zeros and all, the whole is a tenth smaller when it is packed.
function joined(bytes, gap = 256) {
  const whole = [];
  for (const { address, bytes: piece } of sectionsOf(bytes).filter(({ id }) => id === DATA).flatMap(({ body }) => segmentsOf(body))) {
    const last = whole.at(-1), zeros = last ? address - last.address - last.bytes.length : gap;
    if (zeros < gap) last.bytes = Buffer.concat([last.bytes, Buffer.alloc(zeros), piece]);
    else whole.push({ address, bytes: piece });
  }
  return whole;
}

function withData(bytes, pieces) {
  const segments = pieces.map(({ address, bytes: piece }) =>
    Buffer.concat([Buffer.from([0, 0x41]), signed(address), Buffer.from([0x0b]), encoded(piece.length), piece]));
  const parts = sectionsOf(bytes).filter(({ id }) => id !== DATA && id !== DATA_COUNT);
  const place = parts.findIndex(({ id }) => id === CODE) + 1;
  if (pieces.length) parts.splice(place, 0, { id: DATA, body: Buffer.concat([encoded(segments.length), ...segments]) });
  return Buffer.concat([bytes.subarray(0, 8), ...parts.flatMap(({ id, body }) => [Buffer.from([id]), encoded(body.length), body])]);
}

// The two files with their data: what lies between the addresses `from` and `to` goes into the second.
export function parted(first, rest, from, to) {
  const cut = ({ address, bytes }, least, most) => {
    const begin = Math.max(least - address, 0), end = Math.min(most - address, bytes.length);
    return begin < end ? [{ address: address + begin, bytes: bytes.subarray(begin, end) }] : [];
  };
  const all = joined(first);
  const inside = all.flatMap((piece) => cut(piece, from, to));
  const outside = all.flatMap((piece) => [...cut(piece, 0, from), ...cut(piece, to, Infinity)]);
  return [withData(first, outside), withData(rest, inside)];
}

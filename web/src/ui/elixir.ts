// Where a kernel function can be read. The stage names functions and links to them; it never quotes their text.
export function elixir(name: string): string {
  if (/^(pv|v|prv)[A-Z]/.test(name))
    return "https://github.com/FreeRTOS/FreeRTOS-Kernel/blob/main/portable/MemMang/heap_4.c";
  return `https://elixir.bootlin.com/linux/v4.19/C/ident/${encodeURIComponent(name.replace(/\W.*$/, ""))}`;
}

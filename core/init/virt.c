/*
 * The device tree that QEMU 7.2 makes for its machine "virt" with one cpu, and what its boot loader
 * adds to /chosen: the recorded arm and arm64 machines.  Open hw/arm/virt.c and boot.c of QEMU.
 *
 * The seeds in /chosen are random there; here they are zeroes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/of/fdt_write.h"
#include "init/main.h"

#define DTB_BYTES (1u << 20)	/* QEMU leaves this much room for what it adds */
#define TEXT_MAX 4096
#define NR_VIRTIO 32
#define RECORDED_CMDLINE "console=ttyAMA0 norandmaps nokaslr panic=-1"
#define RAM_LEAST (32ull << 20)
#define RAM_MOST (64ull << 30)
#define HALF_MAX (128ull << 20)	/* the loader's gap between kernel and initrd */

/*
 * The tree, an item a line: "{name" begins a node and "}" ends it; "name:cells", "name=strings" (| parts
 * them) and "name" are properties.  "*" stands for the many nodes that only differ in their address.
 */
static const char virt_tree[] =
	"interrupt-parent:8002\nmodel=linux,dummy-virt\n#size-cells:2\n#address-cells:2\n"
	"compatible=linux,dummy-virt\n"
	"{psci\nmigrate:%1$x5\ncpu_on:%1$x3\ncpu_off:84000002\ncpu_suspend:%1$x1\nmethod=hvc\n"
	"compatible=arm,psci-1.0|arm,psci-0.2|arm,psci\n}\n"
	"{memory@40000000\nreg:0 40000000 %2$x %3$x\ndevice_type=memory\n}\n"
	"{platform-bus@c000000\ninterrupt-parent:8002\nranges:0 0 c000000 2000000\n"
	"#address-cells:1\n#size-cells:1\ncompatible=qemu,platform|simple-bus\n}\n"
	"{fw-cfg@9020000\ndma-coherent\nreg:0 9020000 0 18\ncompatible=qemu,fw-cfg-mmio\n}\n"
	"*\n"
	"{gpio-keys\ncompatible=gpio-keys\n{poweroff\ngpios:8004 3 0\nlinux,code:74\n"
	"label=GPIO Key Poweroff\n}\n}\n"
	"{pl061@9030000\nphandle:8004\nclock-names=apb_pclk\nclocks:8000\ninterrupts:0 7 4\n"
	"gpio-controller\n#gpio-cells:2\ncompatible=arm,pl061|arm,primecell\nreg:0 9030000 0 1000\n}\n"
	"{pcie@10000000\ninterrupt-map-mask:1800 0 0 7\ninterrupt-map+\n#interrupt-cells:1\n"
	"ranges:1000000 0 0 0 3eff0000 0 10000 2000000 0 10000000 0 10000000 0 2eff0000 "
	"3000000 80 0 80 0 80 0\n"
	"reg:40 10000000 0 10000000\nmsi-map:0 8003 0 10000\ndma-coherent\nbus-range:0 ff\n"
	"linux,pci-domain:0\n#size-cells:2\n#address-cells:3\ndevice_type=pci\n"
	"compatible=pci-host-ecam-generic\n}\n"
	"{pl031@9010000\nclock-names=apb_pclk\nclocks:8000\ninterrupts:0 2 4\nreg:0 9010000 0 1000\n"
	"compatible=arm,pl031|arm,primecell\n}\n"
	"{pl011@9000000\nclock-names=uartclk|apb_pclk\nclocks:8000 8000\ninterrupts:0 1 4\n"
	"reg:0 9000000 0 1000\ncompatible=arm,pl011|arm,primecell\n}\n"
	"{pmu\n%4$s}\n"
	"{intc@8000000\nphandle:8002\nreg:0 8000000 0 10000 0 8010000 0 10000\n"
	"compatible=arm,cortex-a15-gic\nranges\n#size-cells:2\n#address-cells:2\n"
	"interrupt-controller\n#interrupt-cells:3\n"
	"{v2m@8020000\nphandle:8003\nreg:0 8020000 0 1000\nmsi-controller\n"
	"compatible=arm,gic-v2m-frame\n}\n}\n"
	"{flash@0\nbank-width:4\nreg:0 0 0 4000000 0 4000000 0 4000000\ncompatible=cfi-flash\n}\n"
	"{cpus\n#size-cells:0\n#address-cells:1\n{cpu-map\n{socket0\n{cluster0\n{core0\ncpu:8001\n}\n}\n}\n}\n"
	"{cpu@0\nphandle:8001\nreg:0\ncompatible=arm,cortex-a%5$s\ndevice_type=cpu\n}\n}\n"
	"{timer\ninterrupts:1 d 104 1 e 104 1 b 104 1 a 104\nalways-on\ncompatible=%6$sarm,armv7-timer\n}\n"
	"{apb-pclk\nphandle:8000\nclock-output-names=clk24mhz\nclock-frequency:16e3600\n"
	"#clock-cells:0\ncompatible=fixed-clock\n}\n"
	"{chosen\nlinux,initrd-end:%8$x\nlinux,initrd-start:%7$x\nbootargs!\n"
	"stdout-path=/pl011@9000000\nrng-seed:0 0 0 0 0 0 0 0\nkaslr-seed:0 0\n}\n";

static void virtio_nodes(struct fdt_writer *w)
{
	for (u32 i = 0; i < NR_VIRTIO; i++) {
		const u32 interrupt[] = { 0, 16 + i, 1 };
		const u32 reg[] = { 0, 0xa000000 + i * 0x200, 0, 0x200 };
		char name[32];
		int length = snprintf(name, sizeof(name), "virtio_mmio@%x", reg[1]);

		fdt_write_node(w, name, (u32)length);
		fdt_write_prop(w, "dma-coherent", 12, NULL, 0);
		fdt_write_cells(w, "interrupts", interrupt, 3);
		fdt_write_cells(w, "reg", reg, 4);
		fdt_write_prop(w, "compatible", 10, "virtio,mmio", 12);
		fdt_write_end_node(w);
	}
}

/* Four slots with four pins each; pin and slot together choose one of four interrupts. */
static void interrupt_map(struct fdt_writer *w)
{
	u8 map[16 * 10 * 4] = { 0 };

	for (u32 i = 0; i < 16; i++) {
		u32 slot = i / 4, pin = i % 4;
		u8 *entry = map + i * 40;

		entry[2] = (u8)(slot << 3);
		entry[15] = (u8)(pin + 1);
		entry[18] = 0x80;
		entry[19] = 2;
		entry[35] = (u8)(3 + (slot + pin) % 4);
		entry[39] = 4;
	}
	fdt_write_prop(w, "interrupt-map", 13, map, sizeof(map));
}

static void cells_prop(struct fdt_writer *w, const char *line, u32 name, const char *end)
{
	char text[32];
	u32 cells[40], nr = 0;

	for (const char *at = line + name; at < end; nr++) {
		char *next;

		cells[nr] = (u32)strtoull(at + 1, &next, 16);
		at = next;
	}
	memcpy(text, line, name);
	text[name] = '\0';
	fdt_write_cells(w, text, cells, nr);
}

static void strings_prop(struct fdt_writer *w, const char *line, u32 name, u32 bytes)
{
	char text[64];

	memcpy(text, line + name + 1, bytes);
	for (u32 i = 0; i < bytes; i++)
		if (text[i] == '|')
			text[i] = '\0';
	text[bytes] = '\0';
	fdt_write_prop(w, line, name, text, bytes + 1);
}

static void write_line(struct fdt_writer *w, const char *line, const char *end, const char *cmdline)
{
	u32 name = (u32)strcspn(line, ":=+!\n");

	switch (*line) {
	case '{': fdt_write_node(w, line + 1, (u32)(end - line - 1)); return;
	case '}': fdt_write_end_node(w); return;
	case '*': virtio_nodes(w); return;
	}
	switch (line[name]) {
	case ':': cells_prop(w, line, name, end); break;
	case '=': strings_prop(w, line, name, (u32)(end - line - name - 1)); break;
	case '+': interrupt_map(w); break;
	case '!': fdt_write_prop(w, line, name, cmdline, (u32)strlen(cmdline) + 1); break;
	default: fdt_write_prop(w, line, name, NULL, 0); break;
	}
}

u64 virt_initrd_start(u64 ram_bytes)
{
	return VIRT_RAM_BASE + min_t(u64, ram_bytes / 2, HALF_MAX);
}

u8 *virt_dtb(enum machine_arch arch, u64 ram_bytes, u64 initrd_bytes, const char *cmdline, u32 *bytes)
{
	bool v8 = arch == ARCH_ARM64;
	u64 initrd = virt_initrd_start(ram_bytes);
	u8 *blob = calloc(1, DTB_BYTES);
	char text[TEXT_MAX];
	struct fdt_writer w;

	if (!blob)
		return NULL;
	snprintf(text, sizeof(text), virt_tree, v8 ? 0xc400000u : 0x8400000u, (u32)(ram_bytes >> 32),
		 (u32)ram_bytes, v8 ? "interrupts:1 7 104\ncompatible=arm,armv8-pmuv3\n" : "",
		 v8 ? "57" : "15", v8 ? "arm,armv8-timer|" : "", (u32)initrd,
		 (u32)(initrd + initrd_bytes));
	fdt_write_begin(&w, blob, DTB_BYTES);
	fdt_write_node(&w, "", 0);
	for (const char *line = text, *end; *line; line = end + 1) {
		end = strchr(line, '\n');
		write_line(&w, line, end, cmdline);
	}
	fdt_write_end_node(&w);
	if (fdt_write_finish(&w)) {
		free(blob);
		return NULL;
	}
	*bytes = DTB_BYTES;
	return blob;
}

int boot_params_virt(struct boot_params *p, enum machine_arch arch, u64 ram_bytes, u8 **dtb)
{
	static const u32 initrd_bytes[NR_ARCHES] = {
		[ARCH_ARM64] = BOOT_INITRD_BYTES_ARM64, [ARCH_ARM] = BOOT_INITRD_BYTES_ARM,
		[ARCH_ARM_LPAE] = BOOT_INITRD_BYTES_ARM_LPAE,
	};
	struct fdt_error error;
	u32 bytes;

	if (ram_bytes < RAM_LEAST || ram_bytes > RAM_MOST || ram_bytes % PAGE_SIZE)
		return -PW_EINVAL;
	*dtb = virt_dtb(arch, ram_bytes, initrd_bytes[arch], RECORDED_CMDLINE, &bytes);
	return *dtb ? boot_params_dtb(p, arch, *dtb, bytes, &error) : -PW_EINVAL;
}

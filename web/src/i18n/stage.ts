// The stage's own words. Kernel terms stay English inside Chinese sentences; the others follow docs/GLOSSARY.
import type { Words } from "../ui/context";

export const strings: Words = {
  // views, as panels and tabs call them
  "view.translation": { en: "Translation", zh: "地址转换" },
  "view.address_space": { en: "Address space", zh: "地址空间" },
  "view.physical": { en: "Physical memory", zh: "物理内存" },
  "view.buddy": { en: "Free lists", zh: "空闲链表" },
  "view.page": { en: "struct page", zh: "struct page" },
  "view.stacks": { en: "Tasks and stacks", zh: "任务与栈" },
  "view.boot": { en: "Boot", zh: "启动" },
  "view.proc": { en: "/proc", zh: "/proc" },

  // who acts
  "actor.kernel": { en: "kernel", zh: "内核" },
  "actor.user": { en: "user", zh: "用户程序" },
  "actor.cpu": { en: "CPU", zh: "CPU" },
  "actor.none": { en: "start", zh: "开始" },

  // the sentence and what changed
  narration: { en: "What happens at this step", zh: "这一步发生什么" },
  repeated: { en: "{n} times", zh: "共 {n} 次" },
  "changes.one": { en: "{n} value changed at this step", zh: "本步改变 {n} 个值" },
  "changes.step": { en: "{n} values changed at this step", zh: "本步改变 {n} 个值" },
  "changes.more": { en: "+{n} more", zh: "还有 {n} 个" },
  "changes.op": { en: "{n} in this op", zh: "本操作共 {n} 个" },
  "changed.now": { en: "changed at this step", zh: "本步有改变" },
  "announce.step": { en: "Step {n}.", zh: "第 {n} 步。" },
  "announce.change": { en: "{name} from {old} to {new}.", zh: "{name} 由 {old} 变为 {new}。" },

  // call tree, why
  calls: { en: "Call tree", zh: "调用树" },
  "calls.op": { en: "this op: {op}", zh: "本操作：{op}" },
  "calls.empty": {
    en: "No kernel function runs here yet: step forward.",
    zh: "此刻还没有内核函数在运行：向前走一步。",
  },
  why: { en: "Why?", zh: "为什么？" },
  "why.open": { en: "Why?", zh: "为什么？" },
  "why.empty": {
    en: "No decision in this op so far. The next one will show its operands and every road here.",
    zh: "本操作到此还没有判断。下一个判断的操作数与每条路都会列在这里。",
  },
  "why.earlier": { en: "{n} earlier", zh: "更早的 {n} 个" },
  "why.goto": { en: "decided at step {n}", zh: "第 {n} 步作出的判断" },
  "why.taken": { en: "taken", zh: "采用" },
  "why.refused": { en: "refused", zh: "不采用" },
  "why.look": { en: "Look:", zh: "注意：" },

  // panels and the shelf
  shelf: { en: "Views", zh: "视图" },
  "shelf.open": { en: "Show {view}", zh: "显示{view}" },
  "shelf.more": { en: "more views", zh: "更多视图" },
  "chip.page": { en: "frame {pfn}", zh: "页框 {pfn}" },
  "chip.page.none": { en: "no frame chosen", zh: "未选页框" },
  "focus.on": { en: "Give {view} the room", zh: "让{view}占主位" },
  "focus.back": { en: "Back to the scenario's own view", zh: "回到场景自己的视图" },
  "empty.page": {
    en: "No frame chosen. Select a frame in any view, or step to where one changes.",
    zh: "还没有选中页框。请在任一视图中选一个，或走到改变页框的那一步。",
  },
  "empty.view": { en: "Nothing to show here at this step.", zh: "这一步没有可显示的内容。" },
  "broken.view": { en: "This view failed: {what}", zh: "这个视图出错了：{what}" },
  again: { en: "Try again", zh: "再试一次" },
  "divider.left": { en: "Width of the left column", zh: "左栏宽度" },
  "divider.support": { en: "Height of the panels below", zh: "下方面板高度" },

  // selection
  selected: { en: "selected:", zh: "已选：" },
  "selected.places": { en: ", lit in {n} places", zh: "，{n} 处点亮" },
  "selected.clear": { en: "Clear the selection (Esc)", zh: "取消选择（Esc）" },
  "selected.last": { en: "Last changed at step {n}", zh: "上次改变于第 {n} 步" },
  "selected.next": { en: "Changes next at step {n}", zh: "下次改变于第 {n} 步" },
  "object.pfn": { en: "frame", zh: "页框" },
  "object.page": { en: "frame", zh: "页框" },
  "object.va": { en: "address", zh: "虚拟地址" },
  "object.vma": { en: "VMA", zh: "VMA" },
  "object.zone": { en: "zone", zh: "zone" },
  "object.task": { en: "task", zh: "任务" },

  // invariants
  "checks.one": { en: "{n} check holds", zh: "{n} 项检查成立" },
  "checks.held": { en: "{n} checks hold", zh: "{n} 项检查成立" },
  "checks.broken": { en: "{name}, step {n}", zh: "{name}，第 {n} 步" },
  "checks.checking": { en: "checking", zh: "正在检查" },

  // time
  controls: { en: "Step through time", zh: "前进与后退" },
  timeline: { en: "Timeline", zh: "时间线" },
  "timeline.at": { en: "step {n} of {total}", zh: "第 {n} 步，共 {total} 步" },
  "lane.ops": { en: "ops", zh: "操作" },
  "lane.calls": { en: "calls", zh: "调用" },
  "lane.hardware": { en: "CPU, MMU", zh: "CPU、MMU" },
  "lane.decisions": { en: "decisions", zh: "判断" },
  "lane.alloc": { en: "allocations", zh: "分配" },
  "lane.faults": { en: "faults", zh: "缺页" },
  "lane.changes": { en: "changes", zh: "改变" },
  grain: { en: "Size of a step", zh: "步子大小" },
  "grain.0": { en: "op", zh: "操作" },
  "grain.1": { en: "function", zh: "函数" },
  "grain.2": { en: "every step", zh: "每一步" },
  speed: { en: "Speed", zh: "速度" },
  "speed.manual": { en: "manual", zh: "手动" },
  "speed.n": { en: "{n} / s", zh: "每秒 {n} 步" },
  back: { en: "Back", zh: "上一步" },
  forth: { en: "Next", zh: "下一步" },
  steps: { en: "{n} steps", zh: "{n} 步" },

  // keys
  help: { en: "Keys and marks", zh: "按键与标记" },
  "key.next": { en: "Step forward", zh: "前进一步" },
  "key.prev": { en: "Step back", zh: "后退一步" },
  "key.nextEvent": { en: "Next event: a decision or an op", zh: "下一个事件：判断或操作" },
  "key.prevEvent": { en: "Previous event", zh: "上一个事件" },
  "key.coarser": { en: "Coarser steps", zh: "步子变大" },
  "key.finer": { en: "Finer steps", zh: "步子变小" },
  "key.first": {
    en: "To the start of the story; again: to the empty machine",
    zh: "回到故事开头；再按一次：回到空机器",
  },
  "key.last": { en: "To the end", zh: "走到最后" },
  "key.toggle": { en: "Play or pause; at manual speed one step", zh: "播放或暂停；手动时前进一步" },
  "key.play": { en: "Play", zh: "播放" },
  "key.pause": { en: "Pause", zh: "暂停" },
  "key.space": { en: "Space", zh: "空格" },
  "key.escape": { en: "Clear the selection, close", zh: "取消选择，关闭" },
  "key.library": { en: "Course map", zh: "课程地图" },
  "key.share": { en: "Share this step", zh: "分享这一步" },
  "key.help": { en: "This list", zh: "这份列表" },
  "help.mouse": {
    en: "Drag the timeline to scrub; Ctrl and wheel zoom it, a double click shows it whole. Drop a scenario file anywhere.",
    zh: "拖动时间线可以来回看；按住 Ctrl 滚轮缩放，双击恢复。场景文件拖到页面任何位置即可打开。",
  },
  "help.marks": { en: "Marks", zh: "标记" },
  "help.changed": { en: "changed at this step", zh: "本步改变" },
  "help.changedop": { en: "changed earlier in this op", zh: "本操作较早时改变" },
  "help.selected": { en: "selected: the same ring in every view", zh: "已选：每个视图里都是同一个圈" },
  "help.roads": { en: "road taken, road refused", zh: "采用的路，不采用的路" },
  "help.model": {
    en: "A model of Linux 4.19. Function names lead to its source on another site; nothing else leaves this one.",
    zh: "这是 Linux 4.19 的模型。函数名链接到别的网站上的源码；除此之外不访问任何其他站点。",
  },

  // look
  language: { en: "Language", zh: "语言" },
  theme: { en: "Theme", zh: "主题" },
  "theme.light": { en: "Light", zh: "浅色" },
  "theme.dark": { en: "Dark", zh: "深色" },
  "theme.hc": { en: "High contrast", zh: "高对比度" },
  menu: { en: "Menu", zh: "菜单" },
  close: { en: "Close", zh: "关闭" },

  // scenarios
  chapter: { en: "Chapter {n}", zh: "第 {n} 章" },
  library: { en: "Course map", zh: "课程地图" },
  "library.find": { en: "Find a scenario", zh: "查找场景" },
  "library.here": { en: "On the stage", zh: "正在台上" },
  "library.back": { en: "Continue", zh: "继续" },
  "library.scenarios": { en: "Scenarios", zh: "场景" },
  "library.shown": {
    en: "{n} of {total} scenarios shown · model 4.19",
    zh: "共 {total} 个场景，显示 {n} 个 · 模型 4.19",
  },
  "hero.before": { en: "See what ", zh: "一步一步，看清 " },
  "hero.after": { en: " really did, one step at a time", zh: " 到底做了什么" },
  "hero.text": {
    en: "Linux 4.19 memory management as a machine you can run forwards and backwards. Nothing plays by itself; every decision tells you why.",
    zh: "把 Linux 4.19 的内存管理变成一台可以前进、也可以后退的机器。它不会自己乱跑；每一个判断都告诉你为什么。",
  },
  "open.file": { en: "Open a scenario file", zh: "打开场景文件" },
  drop: { en: "Drop the scenario file", zh: "松手即可打开场景文件" },
  loading: { en: "Starting the machine", zh: "正在启动机器" },

  // predict
  predict: { en: "Predict", zh: "先猜一猜" },
  "predict.road.before": { en: "The next decision falls in ", zh: "下一个判断在 " },
  "predict.road.after": { en: ". Which road does the kernel take?", zh: " 里。内核会走哪条路？" },
  "predict.pick": { en: "Pick one; nothing is counted.", zh: "选一个，不计分。" },
  "predict.right": { en: "✓ So it is.", zh: "✓ 正是这样。" },
  "predict.wrong": {
    en: "Not this one; the reasons stand beside the roads.",
    zh: "不是这条；原因写在各条路旁边。",
  },
  "predict.see": { en: "See it at step {n}", zh: "到第 {n} 步去看" },
  "predict.none": { en: "No decision lies ahead in this story.", zh: "这个故事往后没有判断了。" },

  // share
  share: { en: "Share", zh: "分享" },
  "share.link": { en: "Link to this step", zh: "这一步的链接" },
  "share.iframe": { en: "For a course page (iframe)", zh: "嵌入课程页面（iframe）" },
  "share.element": { en: "As an element", zh: "作为网页元素" },
  "share.markdown": { en: "Markdown", zh: "Markdown" },
  "share.copied": { en: "Copied: {what}", zh: "已复制：{what}" },
  "share.hint": { en: "Select the text to copy it.", zh: "选中文字即可复制。" },
  "share.scenario": { en: "shared scenario", zh: "分享的场景" },
  copy: { en: "Copy", zh: "复制" },
  copied: { en: "Copied ✓", zh: "已复制 ✓" },
  "embed.full": { en: "Open in full ↗", zh: "完整打开 ↗" },

  // trouble
  "trouble.scenario": { en: "This scenario cannot run", zh: "这个场景无法运行" },
  "trouble.unknown": { en: "The library has no scenario of this name", zh: "库里没有这个名字的场景" },
  "trouble.unknown.do": { en: "These are its scenarios:", zh: "库里有这些场景：" },
  "trouble.fetch": { en: "This could not be fetched", zh: "无法取得" },
  "trouble.engine": { en: "The model stopped answering", zh: "模型停止了应答" },
  "trouble.fetch.do": {
    en: "Check the address; the file must lie on this site or allow others to read it (CORS).",
    zh: "请检查地址；文件须在本站，或允许其他站点读取（CORS）。",
  },
  "trouble.engine.do": { en: "The link in the address bar repeats it.", zh: "地址栏里的链接可以重现它。" },
  "trouble.at": { en: "line {line}, column {column}", zh: "第 {line} 行，第 {column} 列" },
  "trouble.keep": { en: "Back to the last good scenario", zh: "回到上一个可用的场景" },
};

import { mount } from "svelte";
import "./ui/base.css";
import App from "./ui/App.svelte";
import { begin } from "./ui/boot";
import { linkOf, parseLink } from "./ui/hash";
import { loadWords } from "./i18n";
import { Settings } from "./ui/settings.svelte";
import { Stage } from "./ui/stage.svelte";

const link = parseLink(linkOf(location));
const settings = new Settings(link, true);
settings.paint(document.documentElement);
const stage = new Stage(settings, link);
addEventListener("pagehide", (event) => event.persisted || stage.close());
// Once loaded, the page works without a network (where the browser and the address allow it).
if ("serviceWorker" in navigator && location.protocol.startsWith("http")) {
  navigator.serviceWorker.register("./sw.js").catch(() => undefined);
}
begin(stage);
await loadWords(settings.lang);
mount(App, { target: document.getElementById("app") as HTMLElement, props: { stage } });

// embed.html: `ctl=full` is the whole stage; otherwise the small one. Nothing is stored, the parent page decides.
import { mount } from "svelte";
import "../ui/base.css";
import App from "../ui/App.svelte";
import { begin } from "../ui/boot";
import { linkOf, parseLink } from "../ui/hash";
import { loadWords } from "../i18n";
import { Settings } from "../ui/settings.svelte";
import { Stage } from "../ui/stage.svelte";
import Embed from "./Embed.svelte";

const link = parseLink(linkOf(location));
const settings = new Settings(link, false);
settings.paint(document.documentElement);
const target = document.getElementById("app") as HTMLElement;
const ctl = link.ctl ?? "min";
const stage = new Stage(settings, link, ctl !== "full");
addEventListener("pagehide", (event) => event.persisted || stage.close());
if (ctl === "full") begin(stage);
await loadWords(settings.lang);
if (ctl === "full") mount(App, { target, props: { stage } });
else mount(Embed, { target, props: { stage, ctl } });

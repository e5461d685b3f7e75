import { mount } from "svelte";
import "./ui/base.css";
import App from "./ui/App.svelte";
import { parseLink } from "./ui/hash";
import { Settings } from "./ui/settings.svelte";
import { Stage } from "./ui/stage.svelte";

const link = parseLink(location.hash);
const settings = new Settings(link, true);
settings.paint(document.documentElement);
const stage = new Stage(settings, link);
addEventListener("pagehide", (event) => event.persisted || stage.close());
mount(App, { target: document.getElementById("app") as HTMLElement, props: { stage } });

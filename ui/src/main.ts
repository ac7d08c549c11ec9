// Chooses the host when the page is built, then shows the window.
import { mount } from "svelte";
import { connect } from "./ipc/commands";
import type { Host } from "./ipc/contract";
import "./styles/tokens.css";
import "./styles/base.css";
import { App } from "./state/app.svelte";
import Window from "./views/App.svelte";

async function chosenHost(): Promise<Host> {
  if (import.meta.env.MODE === "replay") return (await import("./host/replay/host")).replayHost(location.search);
  return (await import("./host/tauri")).tauriHost;
}

connect(await chosenHost());
const target = document.getElementById("app");
if (target === null) throw new Error("the page has no element to show the window in");
mount(Window, { target, props: { app: new App() } });

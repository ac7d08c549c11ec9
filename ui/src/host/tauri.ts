// The desktop shell as a host. The only file that imports @tauri-apps.
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { getCurrentWebview } from "@tauri-apps/api/webview";
import type { CommandName, Commands, Events, FileDrag, Host } from "../ipc/contract";

export const tauriHost: Host = {
  call: <K extends CommandName>(name: K, args: Commands[K]["args"]) => invoke<Commands[K]["answer"]>(name, args),
  listen: <E extends keyof Events>(event: E, handler: (payload: Events[E]) => void) =>
    listen<Events[E]>(event, (message) => handler(message.payload)),
  onFileDrag: (handler: (drag: FileDrag) => void) =>
    getCurrentWebview().onDragDropEvent(({ payload }) => {
      if (payload.type === "enter") {
        // A drag of text carries no paths and is left to the page.
        if (payload.paths.length > 0) handler({ kind: "over" });
      } else if (payload.type === "drop") handler({ kind: "drop", paths: payload.paths });
      else if (payload.type === "leave") handler({ kind: "leave" });
    }),
};

//! The one window: where it was last time, when it is shown, how it comes to the front. Knows nothing of its content.

use tauri::webview::{PageLoadEvent, PageLoadPayload};
use tauri::{AppHandle, Manager, Runtime, Webview, plugin::TauriPlugin};
use tauri_plugin_window_state::{Builder, StateFlags};

/// The label of the window in `tauri.conf.json` and in `capabilities/main.json`.
const MAIN: &str = "main";

/// Remembers size, place and maximised state between two starts; visibility stays with [`show_when_loaded`].
pub(crate) fn remembered<R: Runtime>() -> TauriPlugin<R> {
    Builder::default()
        .with_state_flags(StateFlags::all() - StateFlags::VISIBLE - StateFlags::DECORATIONS)
        .build()
}

/// Shows the window only once its page is there: no white flash in a dark room.
pub(crate) fn show_when_loaded<R: Runtime>(webview: &Webview<R>, payload: &PageLoadPayload<'_>) {
    if payload.event() == PageLoadEvent::Finished {
        // A window that cannot be shown is closing: there is nobody left to tell.
        let _closing = webview.window().show();
    }
}

/// Brings the window to the front, for a second start.
pub(crate) fn bring_to_front<R: Runtime>(app: &AppHandle<R>) {
    if let Some(window) = app.get_webview_window(MAIN) {
        let _closing = window.unminimize().and_then(|()| window.set_focus());
    }
}

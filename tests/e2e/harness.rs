//! The real desktop window, driven from outside: open it, look, click, type, ask, take a picture.
//! Knows no panel and no twin; the scenarios do.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::processes::{Family, Home, session_bus, web_driver};

/// How long a session may take to open. A window that never answers must not eat the time of all others.
const CONNECT: Duration = Duration::from_secs(30);
/// How long a whole scenario may take: shorter than the runner's own limit, which would leave the window behind.
const SCENARIO: Duration = Duration::from_secs(90);
/// How long an element may take to show up.
const PATIENCE: Duration = Duration::from_secs(10);

/// Keeps one pixel in a corner of the page changing, until it is removed.
const STIR: &str = "const pixel = window.twinscopeStir = document.createElement('i');
    pixel.style.cssText = 'position:fixed;left:0;bottom:0;width:1px;height:1px';
    document.documentElement.append(pixel);
    let beat = 0;
    const stir = () => {
        pixel.style.background = (beat++ & 4) ? '#888' : '#898989';
        if (pixel.isConnected) requestAnimationFrame(stir);
    };
    stir();";

/// One open Twinscope with a home of its own. Ends with the value.
pub(crate) struct Desktop {
    client: Client,
    // In the order in which they end: window and driver, then bus, then home.
    _driver: Family,
    _bus: Family,
    home: Home,
}

/// Opens Twinscope with `arguments`, plays `body`, closes it. When the body fails, the last sight of the window is
/// kept as `shots/failed-<name>.png`.
pub(crate) async fn scenario<B>(name: &str, arguments: &[&str], body: B) -> Result<()>
where
    B: AsyncFnOnce(&Desktop) -> Result<()>,
{
    played(name, Desktop::open(arguments).await?, body)
        .await
        .map(drop)
}

/// Plays `body` in a window that is open, closes it; gives the home back, for a second start.
pub(crate) async fn played<B>(name: &str, desktop: Desktop, body: B) -> Result<Home>
where
    B: AsyncFnOnce(&Desktop) -> Result<()>,
{
    let result = match tokio::time::timeout(SCENARIO, body(&desktop)).await {
        Ok(result) => result,
        Err(_) => bail!("the scenario {name} took longer than {SCENARIO:?}"),
    };
    if result.is_err() {
        let _best_effort = desktop.shot(&format!("failed-{name}")).await;
    }
    let closed = desktop.close().await;
    result.and(closed)
}

impl Desktop {
    /// Opens a window with these command-line arguments and waits for its page.
    pub(crate) async fn open(arguments: &[&str]) -> Result<Self> {
        Self::open_at(Home::new()?, arguments, &[]).await
    }

    /// The same in a home of the caller's, an earlier window's perhaps, and with more in its environment.
    pub(crate) async fn open_at(
        home: Home,
        arguments: &[&str],
        environment: &[(&str, String)],
    ) -> Result<Self> {
        let bus = session_bus(&home)?;
        let (driver, address) = web_driver(&home, environment)?;
        let binary = desktop_binary()?;
        let capabilities: Capabilities = [(
            "webkitgtk:browserOptions".to_owned(),
            json!({ "binary": binary, "args": arguments }),
        )]
        .into_iter()
        .collect();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let connecting = builder.capabilities(capabilities);
        let client = tokio::time::timeout(CONNECT, connecting.connect(&address))
            .await
            .with_context(|| format!("no session within {CONNECT:?}"))?
            .context("the WebDriver session was refused")?;
        let desktop = Self {
            client,
            _driver: driver,
            _bus: bus,
            home,
        };
        desktop.see("body").await?;
        Ok(desktop)
    }

    /// Closes the window; gives the home back, for a second start.
    pub(crate) async fn close(self) -> Result<Home> {
        let closing = tokio::time::timeout(PATIENCE, self.client.close());
        closing
            .await
            .context("the window did not close in time")?
            .context("the window did not close")?;
        Ok(self.home)
    }

    /// Quits as a user does, by a key, and waits until the window has written down where it was; gives the home back.
    pub(crate) async fn quit(self) -> Result<Home> {
        let written = self
            .home
            .path()
            .join("config/dev.twinscope.desktop/.window-state.json");
        // the window may be gone before the driver has answered
        let _gone = self.press("Ctrl+Q").await;
        self.until("the window is remembered", async || Ok(written.exists()))
            .await?;
        Ok(self.home)
    }

    /// Starts the program a second time, as a double click on a file does; waits until that start has ended.
    pub(crate) async fn start_again(&self, arguments: &[&str]) -> Result<()> {
        let mut command = self.home.command(&desktop_binary()?);
        let mut second = command.args(arguments).spawn()?;
        self.until("the second start hands over and ends", async || {
            Ok(second.try_wait()?.is_some())
        })
        .await
    }

    /// The folder that this window takes for the user's home: a place for files that a scenario opens.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// The title of the page.
    pub(crate) async fn title(&self) -> Result<String> {
        Ok(self.client.title().await?)
    }

    /// Waits until an element that fits the CSS selector is visible.
    pub(crate) async fn see(&self, css: &str) -> Result<Element> {
        let mut found = None;
        self.until(&format!("a visible element {css}"), async || {
            found = self.visible(css).await?;
            Ok(found.is_some())
        })
        .await?;
        found.context("an element that was visible a moment ago")
    }

    /// Waits until no visible element fits the selector any more.
    pub(crate) async fn gone(&self, css: &str) -> Result<()> {
        self.until(&format!("no visible element {css}"), async || {
            Ok(self.visible(css).await?.is_none())
        })
        .await
    }

    /// Waits until an element that fits the selector has `part` in its text; gives that element's text.
    pub(crate) async fn read(&self, css: &str, part: &str) -> Result<String> {
        // the page's own text: a driver leaves out what it takes for cut off
        let script =
            "return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent)";
        let mut texts = Vec::new();
        let waited = self
            .until(&format!("{part:?} in {css}"), async || {
                let found = self.run(script, vec![json!(css)]).await?;
                let found = found.as_array().cloned().unwrap_or_default();
                texts = found
                    .iter()
                    .filter_map(|t| Some(t.as_str()?.to_owned()))
                    .collect();
                Ok(texts.iter().any(|t: &String| t.contains(part)))
            })
            .await;
        waited.with_context(|| format!("the texts of {css} are {texts:?}"))?;
        texts
            .into_iter()
            .find(|t| t.contains(part))
            .context("a text read a moment ago")
    }

    /// How many elements fit the selector now. Wait for one of them first.
    pub(crate) async fn count(&self, css: &str) -> Result<usize> {
        Ok(self.client.find_all(Locator::Css(css)).await?.len())
    }

    /// Waits for an element and clicks it, with the pointer of the driver: a real user gesture.
    pub(crate) async fn click(&self, css: &str) -> Result<()> {
        // A row that is drawn anew between look and click is looked for again.
        let mut refused = None;
        let clicked = self
            .until(&format!("a click on {css}"), async || {
                let Some(element) = self.visible(css).await? else {
                    return Ok(false);
                };
                refused = element.click().await.err();
                Ok(refused.is_none())
            })
            .await;
        clicked.with_context(|| format!("{refused:?}"))
    }

    /// Presses the pointer on an element, takes it to a place of the window in some steps, and lets it go.
    pub(crate) async fn drag(&self, css: &str, to: (f64, f64)) -> Result<()> {
        let element = self.see(css).await?;
        let (x, y, width, height) = element.rectangle().await?;
        let from = (x + width / 2.0, y + height / 2.0);
        let mut actions = MouseActions::new("mouse".to_owned())
            .then(point(from))
            .then(PointerAction::Down {
                button: MOUSE_BUTTON_LEFT,
            });
        for step in 1..=8 {
            let share = f64::from(step) / 8.0;
            let between = |from: f64, to: f64| from + (to - from) * share;
            actions = actions.then(point((between(from.0, to.0), between(from.1, to.1))));
        }
        let actions = actions.then(PointerAction::Up {
            button: MOUSE_BUTTON_LEFT,
        });
        Ok(self.client.perform_actions(actions).await?)
    }

    /// Clicks at a place of the window.
    pub(crate) async fn click_at(&self, x: f64, y: f64) -> Result<()> {
        let button = MOUSE_BUTTON_LEFT;
        let actions = MouseActions::new("mouse".to_owned())
            .then(point((x, y)))
            .then(PointerAction::Down { button })
            .then(PointerAction::Up { button });
        Ok(self.client.perform_actions(actions).await?)
    }

    /// Waits for a visible button, tab or menu item of this name and clicks it.
    pub(crate) async fn push(&self, name: &str) -> Result<()> {
        let path = format!("//button[normalize-space(.)='{name}' or @aria-label='{name}']");
        let mut found = None;
        self.until(&format!("a button {name:?}"), async || {
            for element in self.client.find_all(Locator::XPath(&path)).await? {
                if element.is_displayed().await.unwrap_or(false) {
                    found = Some(element);
                    return Ok(true);
                }
            }
            Ok(false)
        })
        .await?;
        let button = found.context("a button that was visible a moment ago")?;
        Ok(button.click().await?)
    }

    /// Waits for an element and types into it; keys beyond text are in `fantoccini::key::Key`.
    pub(crate) async fn keys(&self, css: &str, keys: &str) -> Result<()> {
        Ok(self.see(css).await?.send_keys(keys).await?)
    }

    /// Presses keys together, wherever the keyboard is: `Ctrl+K`, `Shift+F8`, `ArrowDown`, `?`.
    pub(crate) async fn press(&self, keys: &str) -> Result<()> {
        let held: Vec<char> = keys.split('+').map(key).collect::<Result<_>>()?;
        let mut actions = KeyActions::new("keyboard".to_owned());
        for &value in &held {
            actions = actions.then(KeyAction::Down { value });
        }
        for &value in held.iter().rev() {
            actions = actions.then(KeyAction::Up { value });
        }
        Ok(self.client.perform_actions(actions).await?)
    }

    /// Types a text key by key, wherever the keyboard is.
    pub(crate) async fn type_text(&self, text: &str) -> Result<()> {
        let mut actions = KeyActions::new("keyboard".to_owned());
        for value in text.chars() {
            actions = actions
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value });
        }
        Ok(self.client.perform_actions(actions).await?)
    }

    /// Gives the window another size.
    pub(crate) async fn resize(&self, width: u32, height: u32) -> Result<()> {
        self.client.set_window_size(width, height).await?;
        self.until(&format!("a window {width} wide"), async || {
            Ok(self.run("return window.innerWidth", vec![]).await? == width)
        })
        .await
    }

    /// Runs a script in the page; `arguments[0]` and on are the values given. Gives what the script returns.
    pub(crate) async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute(script, arguments).await?)
    }

    /// Asks the shell a command as the page would; `Err` carries the shell's error as JSON.
    pub(crate) async fn invoke(&self, command: &str, arguments: Value) -> Result<Value> {
        let script = "const [command, args, done] = arguments;
            window.__TAURI_INTERNALS__.invoke(command, args)
                .then((ok) => done({ ok: ok ?? null }), (err) => done({ err }));";
        let mut answer = self
            .client
            .execute_async(script, vec![json!(command), arguments])
            .await?;
        if let Some(err) = answer.get("err") {
            bail!("{command} was refused: {err}");
        }
        Ok(answer["ok"].take())
    }

    /// Runs a script that calls `done` with its answer, now or later.
    pub(crate) async fn wait_for(&self, script: &str) -> Result<Value> {
        let script = format!("const done = arguments[0]; {script}");
        Ok(self.client.execute_async(&script, vec![]).await?)
    }

    /// Lets files fall on the window, as the shell announces it to the page: a driver cannot drag from outside, and the
    /// page has no right to announce events, so the listeners are called the way Tauri itself calls them.
    pub(crate) async fn drop_files(&self, paths: &[&Path]) -> Result<()> {
        let script = "const [event, payload] = arguments;
            const all = window['__internal_unstable_listeners_object_id__'] ?? {};
            const ids = Object.getOwnPropertyNames(all[event] ?? {});
            window['__internal_unstable_listeners_function_id__']({ event, payload }, ids);
            return ids.length;";
        let payload = json!({ "paths": paths, "position": { "x": 200, "y": 200 } });
        let listeners = self
            .run(script, vec![json!("tauri://drag-drop"), payload])
            .await?;
        ensure!(
            listeners != 0,
            "nothing in the page listens for dropped files"
        );
        Ok(())
    }

    /// Waits until `condition` holds. Never assert right after an action: what it causes takes its time.
    pub(crate) async fn until(
        &self,
        what: &str,
        mut condition: impl AsyncFnMut() -> Result<bool>,
    ) -> Result<()> {
        let waiting = async {
            while !condition().await? {
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
            Ok(())
        };
        tokio::time::timeout(PATIENCE, waiting)
            .await
            .with_context(|| format!("waited {PATIENCE:?} for {what}"))?
    }

    /// Writes a picture of the window to `tests/e2e/shots/<name>.png`.
    pub(crate) async fn shot(&self, name: &str) -> Result<PathBuf> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("e2e/shots");
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{name}.png"));
        // WebKitGTK without a graphics card takes its picture at the next change on screen: on a page at rest, never.
        self.run(STIR, vec![]).await?;
        let picture = tokio::time::timeout(PATIENCE, self.client.screenshot()).await;
        std::fs::write(&path, picture.context("no picture in time")??)?;
        self.run("window.twinscopeStir.remove()", vec![]).await?;
        Ok(path)
    }

    async fn visible(&self, css: &str) -> Result<Option<Element>> {
        // A list that is drawn anew between two questions has no elements for a moment.
        let found = self.client.find_all(Locator::Css(css)).await;
        for element in found.unwrap_or_default() {
            // An element that goes between the two questions is not visible.
            if element.is_displayed().await.unwrap_or(false) {
                return Ok(Some(element));
            }
        }
        Ok(None)
    }
}

fn point((x, y): (f64, f64)) -> PointerAction {
    PointerAction::MoveTo {
        duration: None,
        x,
        y,
    }
}

fn key(name: &str) -> Result<char> {
    let mut letters = name.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return Ok(letter);
    }
    Ok(char::from(match name {
        "Ctrl" => Key::Control,
        "Shift" => Key::Shift,
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "Tab" => Key::Tab,
        "Delete" => Key::Delete,
        "Home" => Key::Home,
        "End" => Key::End,
        "ArrowUp" => Key::Up,
        "ArrowDown" => Key::Down,
        "ArrowLeft" => Key::Left,
        "ArrowRight" => Key::Right,
        "F7" => Key::F7,
        "F8" => Key::F8,
        "F10" => Key::F10,
        other => bail!("no key is called {other}"),
    }))
}

/// A file of the repository's fixtures, as a path that the window can be given.
pub(crate) fn fixture(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    root.expect("the tests are a folder of the repository")
        .join("fixtures")
        .join(path)
        .display()
        .to_string()
}

/// The built shell: beside the test's own binary, or where TWINSCOPE_DESKTOP points (an installed one, say).
fn desktop_binary() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("TWINSCOPE_DESKTOP") {
        return Ok(path.into());
    }
    let test = std::env::current_exe()?;
    let path = test
        .ancestors()
        .nth(2)
        .context("a test binary lies in target/<profile>/deps")?
        .join("twinscope-desktop");
    ensure!(
        path.exists(),
        "{} is not built: 'make test' builds it",
        path.display()
    );
    Ok(path)
}

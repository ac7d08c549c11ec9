//! The bench hub as the desktop has it: one or none, started and stopped by the user, asked for what is shown of it.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use bench_hub::{Bench, Fault, Removed};

use super::shown;
use super::{Access, BenchHub, Options, SeedReport, StartError, place};
use crate::wire::{
    BenchDevices, BenchDevicesRequest, BenchEvents, BenchNews, BenchPorts, BenchState,
    BenchTrouble, ErrorCode, Refusal,
};

/// Shortest time between two news of events.
const GAP: Duration = Duration::from_millis(100);
/// Most events of one answer.
const MOST_EVENTS: u32 = 200;

/// The bench hub of the desktop. Cheap to clone: all clones are the same one.
#[derive(Clone)]
pub struct BenchDesk {
    state: Arc<Mutex<State>>,
    tell: Arc<dyn Fn(BenchNews) + Send + Sync>,
    options: Options,
}

#[derive(Default)]
enum State {
    #[default]
    Stopped,
    Starting,
    Failed(Refusal),
    Running(Box<Running>),
}

struct Running {
    hub: BenchHub,
    /// The usual ports, where other ones had to be taken.
    instead_of: Option<(u16, u16)>,
    seeded: Option<SeedReport>,
    removed: Option<Removed>,
}

type Answer<T> = Result<T, Refusal>;

impl BenchDesk {
    /// A desk without a bench hub; `tell` is called when there is something new to ask for.
    pub fn new(tell: impl Fn(BenchNews) + Send + Sync + 'static) -> Self {
        Self::with(Options::default(), tell)
    }

    /// The same with options of the caller's; ports that they name are the usual ones.
    pub fn with(options: Options, tell: impl Fn(BenchNews) + Send + Sync + 'static) -> Self {
        Self {
            state: Arc::default(),
            tell: Arc::new(tell),
            options,
        }
    }

    /// Says whether it runs, and how it is reached.
    #[must_use]
    pub fn state(&self) -> BenchState {
        match &*self.lock() {
            State::Stopped => BenchState::Stopped,
            State::Starting => BenchState::Starting,
            State::Failed(refusal) => BenchState::Failed {
                refusal: refusal.clone(),
            },
            State::Running(running) => BenchState::Running {
                access: shown::access(
                    &running.hub.access(),
                    running.instead_of,
                    running.seeded.as_ref(),
                ),
            },
        }
    }

    /// Starts it, unless it runs or is being started, and fills it from files where some are named; the state says
    /// what came of it.
    pub fn start(&self, ports: BenchPorts, seed: Option<&Path>) -> BenchState {
        {
            let mut state = self.lock();
            if matches!(*state, State::Starting | State::Running(_)) {
                drop(state);
                return self.state();
            }
            *state = State::Starting;
        }
        (self.tell)(BenchNews::State);
        // whoever asks may be a task, and to start waits
        let started = apart(|| self.started(ports)).unwrap_or(Err(StartError::Broken));
        *self.lock() = match started {
            Err(error) => State::Failed(refused(&error)),
            Ok((hub, instead_of)) => {
                let seeded = seed.map(|path| hub.seed(path));
                self.listen(&hub);
                State::Running(Box::new(Running {
                    hub,
                    instead_of,
                    seeded,
                    removed: None,
                }))
            }
        };
        (self.tell)(BenchNews::State);
        self.state()
    }

    /// Stops it. What it has is kept for the next start.
    pub fn stop(&self) {
        let before = std::mem::take(&mut *self.lock());
        if let State::Running(running) = before {
            apart(|| running.hub.0.stop());
        }
        (self.tell)(BenchNews::State);
    }

    fn started(&self, ports: BenchPorts) -> Result<(BenchHub, Option<(u16, u16)>), StartError> {
        let named = place::ports();
        let usual = (
            self.options.port.unwrap_or(named.0),
            self.options.https_port.unwrap_or(named.1),
        );
        let on = |(port, https): (u16, u16)| {
            BenchHub::start(&Options {
                port: Some(port),
                https_port: Some(https),
                ..self.options.clone()
            })
        };
        match ports {
            BenchPorts::Free => on((0, 0)).map(|hub| (hub, Some(usual))),
            BenchPorts::Usual => on(usual).map(|hub| (hub, None)),
            BenchPorts::UsualOrFree => match on(usual) {
                Err(error) if is_port(&error) => on((0, 0)).map(|hub| (hub, Some(usual))),
                started => started.map(|hub| (hub, None)),
            },
        }
    }

    /// Tells of events on a thread of its own, which ends with the bench hub: at once, and then at most ten times a
    /// second.
    fn listen(&self, hub: &BenchHub) {
        let mut events = hub.0.events();
        let tell = self.tell.clone();
        thread::spawn(move || {
            while events.next().is_some() {
                events.catch_up();
                tell(BenchNews::Events);
                thread::sleep(GAP);
            }
        });
    }

    /// Gives a connection string for services: of a hub by its name, of the provisioning service where none is named.
    ///
    /// # Errors
    /// Where there is no such policy.
    pub fn connection_string(&self, hub: Option<&str>, policy: &str) -> Answer<String> {
        let access = self.with_bench(|bench| Ok(Access::of(bench)))?;
        let string = match hub {
            None => (policy == access.provisioning_policy)
                .then_some(access.provisioning.connection_string),
            Some(host) => {
                let hubs = access.hubs.into_iter();
                let mut hub = hubs.filter(|hub| hub.host_name == host);
                let policies = hub.next().into_iter().flat_map(|hub| hub.policies);
                let mut named = policies.filter(|one| one.name == policy);
                named.next().map(|policy| policy.connection_string)
            }
        };
        string.ok_or_else(|| not_done(policy, "there is no such policy"))
    }

    /// Gives the connection string of a device.
    ///
    /// # Errors
    /// Where there is no such device, or it has no key.
    pub fn device_string(&self, hub: &str, device: &str) -> Answer<String> {
        let string = self.with_bench(|bench| Ok(bench.connection_string(hub, device, None)))?;
        string.ok_or_else(|| not_done(device, "it is not there, or proves itself without a key"))
    }

    /// Gives some of its devices.
    ///
    /// # Errors
    /// Where it does not run, or its state cannot be read.
    pub fn devices(&self, request: &BenchDevicesRequest) -> Answer<BenchDevices> {
        let all = self.with_bench(Bench::device_states)?;
        Ok(shown::devices(all, request))
    }

    /// Makes a device.
    ///
    /// # Errors
    /// Where it is there already, or its id is none.
    pub fn add_device(&self, hub: &str, device: &str) -> Answer<()> {
        self.with_bench(|bench| bench.create(hub, device))
    }

    /// Removes a device; [`Self::restore_device`] puts the last one back.
    ///
    /// # Errors
    /// Where it is not there.
    pub fn remove_device(&self, hub: &str, device: &str) -> Answer<()> {
        self.running(|running| {
            let removed = running.hub.0.remove(hub, device).map_err(|f| told(&f))?;
            running.removed = Some(removed);
            Ok(())
        })
    }

    /// Puts the device back that was removed last.
    ///
    /// # Errors
    /// Where none was, or another has its id by now.
    pub fn restore_device(&self) -> Answer<()> {
        self.running(|running| {
            let Some(removed) = &running.removed else {
                return Err(not_done(
                    "undo",
                    "no device was removed since it was started",
                ));
            };
            running.hub.0.restore(removed).map_err(|f| told(&f))?;
            running.removed = None;
            Ok(())
        })
    }

    /// Gives a device's twin as a service reads it.
    ///
    /// # Errors
    /// Where it is not there.
    pub fn twin(&self, hub: &str, device: &str) -> Answer<String> {
        self.with_bench(|bench| bench.twin(hub, device))
    }

    /// Makes devices of the twins of files, and keeps what came of it for [`Self::state`].
    ///
    /// # Errors
    /// Where it does not run.
    pub fn seed(&self, path: &Path) -> Answer<()> {
        self.running(|running| {
            running.seeded = Some(running.hub.seed(path));
            Ok(())
        })?;
        (self.tell)(BenchNews::State);
        Ok(())
    }

    /// Gives what happened after an event, at most 200 of it.
    ///
    /// # Errors
    /// Where it does not run.
    pub fn events(&self, after: u64, count: u32) -> Answer<BenchEvents> {
        let most = count.min(MOST_EVENTS) as usize;
        self.with_bench(|bench| Ok(shown::events(bench.happened(after, most))))
    }

    /// Gives what goes wrong now.
    ///
    /// # Errors
    /// Where it does not run.
    pub fn troubles(&self) -> Answer<Vec<BenchTrouble>> {
        self.with_bench(|bench| Ok(bench.troubles().into_iter().map(shown::trouble).collect()))
    }

    /// Lets one more thing go wrong.
    ///
    /// # Errors
    /// Where its amount is not allowed, or there are too many.
    pub fn add_trouble(&self, trouble: BenchTrouble) -> Answer<Vec<BenchTrouble>> {
        self.with_bench(|bench| bench.trouble(shown::meant(trouble)))?;
        self.troubles()
    }

    /// Takes away one that is like this, or all.
    ///
    /// # Errors
    /// Where it does not run.
    pub fn remove_trouble(&self, like: Option<BenchTrouble>) -> Answer<Vec<BenchTrouble>> {
        self.with_bench(|bench| match like {
            Some(like) => bench.calm(&shown::meant(like)),
            None => bench.calm_all(),
        })?;
        self.troubles()
    }

    fn with_bench<T>(&self, ask: impl FnOnce(&Bench) -> Result<T, Fault>) -> Answer<T> {
        self.running(|running| ask(&running.hub.0).map_err(|fault| told(&fault)))
    }

    fn running<T>(&self, ask: impl FnOnce(&mut Running) -> Answer<T>) -> Answer<T> {
        match &mut *self.lock() {
            State::Running(running) => ask(running),
            _ => Err(Refusal {
                code: ErrorCode::BenchStopped,
                subject: "the bench hub".to_owned(),
                detail: "it does not run".to_owned(),
            }),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Does something on a thread of its own, and waits for it; nothing where it broke off.
fn apart<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    thread::scope(|scope| scope.spawn(work).join().ok())
}

fn is_port(error: &StartError) -> bool {
    matches!(error, StartError::Bench(bench_hub::BenchError::Port { .. }))
}

fn refused(error: &StartError) -> Refusal {
    let code = match error {
        StartError::Bench(bench_hub::BenchError::Port { .. }) => ErrorCode::BenchPort,
        StartError::Bench(bench_hub::BenchError::Running(_)) => ErrorCode::BenchRunning,
        _ => ErrorCode::BenchNotStarted,
    };
    Refusal {
        code,
        subject: "the bench hub".to_owned(),
        detail: error.to_string(),
    }
}

fn told(fault: &Fault) -> Refusal {
    not_done(fault.name, &fault.message)
}

fn not_done(subject: &str, detail: &str) -> Refusal {
    Refusal {
        code: ErrorCode::BenchRefused,
        subject: subject.to_owned(),
        detail: detail.to_owned(),
    }
}

#[cfg(test)]
#[path = "desk_tests.rs"]
mod tests;

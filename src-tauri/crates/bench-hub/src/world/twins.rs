//! Twins: read, patched, replaced, reported, and who is told.

use bytes::Bytes;
use hub::topic::{self, Interest};
use serde_json::{Map, Value};

use crate::Fault;
use crate::event::{EventKind, News};
use crate::if_match::IfMatch;
use crate::keep::Row;
use crate::place::Place;
use crate::state::{Facts, ServiceWrite};
use crate::time::stamp;
use crate::trouble::TroubleKind;
use crate::world::World;

/// How a service writes a twin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    Patch,
    Replace,
}

impl World {
    /// Finds an identity, or says that there is none.
    pub fn found(&self, place: &Place) -> Result<Row, Fault> {
        let row = self.keep.row(place)?;
        row.ok_or_else(|| {
            let hub = &place.hub;
            match &place.speaker.module {
                None => Fault::device_not_found(format!(
                    "{} is not registered on {hub}",
                    place.speaker.device
                )),
                Some(_) => {
                    Fault::module_not_found(format!("{} is not registered on {hub}", place.speaker))
                }
            }
        })
    }

    /// What is told of a twin besides its state.
    pub fn facts(&self, place: &Place, row: &Row) -> Facts {
        let session = self.session(place);
        Facts {
            is_connected: session.is_some(),
            last_activity: session
                .map(|session| session.heard.clone())
                .or_else(|| row.activity.clone()),
            messages: self
                .keep
                .count_waiting(place, self.now().as_second())
                .unwrap_or_default(),
            model_id: row.model.clone(),
            configurations: self.configurations_of(place),
        }
    }

    /// The twin as a service sees it.
    pub fn service_twin(&self, place: &Place) -> Result<(String, String), Fault> {
        let row = self.found(place)?;
        let facts = self.facts(place, &row);
        Ok((
            row.twin.for_service(&row.identity, &facts),
            row.twin.counters().etag,
        ))
    }

    /// The twin as its device sees it.
    pub fn device_twin(&mut self, place: &Place) -> Result<String, Fault> {
        let row = self.found(place)?;
        if self
            .troubles
            .strikes(TroubleKind::StaleRead, place)
            .is_some()
            && let Some(stale) = self.stale.get(place)
        {
            return Ok(stale.clone());
        }
        Ok(row.twin.for_device())
    }

    /// The twin as it is before a write, where somebody wants stale reads.
    fn before(&mut self, place: &Place) -> Option<String> {
        let troubles = self.troubles.all();
        if !troubles.iter().any(|t| t.kind == TroubleKind::StaleRead) {
            self.stale.clear();
            return None;
        }
        let row = self.keep.row(place).ok()??;
        Some(row.twin.for_device())
    }

    fn remember(&mut self, place: &Place, before: Option<String>) {
        if let Some(before) = before {
            self.stale.insert(place.clone(), before);
        }
    }

    /// A service writes; the device is told.
    pub fn write(
        &mut self,
        place: &Place,
        how: How,
        body: &[u8],
        if_match: &IfMatch,
    ) -> Result<(), Fault> {
        let row = self.found(place)?;
        if_match.check(&row.twin.counters().etag)?;
        let write = ServiceWrite::read(body)?;
        let time = stamp(self.now());
        let rewritten = match how {
            How::Patch => row.twin.patched(&write, &time)?,
            How::Replace => row.twin.replaced(&write, &time)?,
        };
        let before = self.before(place);
        self.keep.set_written(place, &rewritten.twin)?;
        self.remember(place, before);
        let version = rewritten.twin.desired.version;
        let message = match (
            &rewritten.notice,
            write.tags.is_some() || how == How::Replace,
        ) {
            (Some(_), true) => format!("tags and desired properties written, $version {version}"),
            (Some(_), false) => format!("desired properties written, $version {version}"),
            (None, true) => "tags written".to_owned(),
            (None, false) => {
                "nothing written: neither tags nor desired properties are named".to_owned()
            }
        };
        self.tell(
            News::new(EventKind::Written, message)
                .of(place)
                .saying(body),
        );
        // a configuration may be for it now, or have been written over
        self.unsettle(place);
        if let Some(notice) = rewritten.notice {
            self.tell_desired(place, notice, version);
        }
        Ok(())
    }

    /// Tells a device what was written: the merge patch, and its version.
    fn tell_desired(&mut self, place: &Place, mut notice: Map<String, Value>, version: i64) {
        notice.insert("$version".to_owned(), version.into());
        let payload = Bytes::from(Value::Object(notice).to_string());
        self.deliver(
            place,
            Interest::Desired,
            &topic::desired_changed(version),
            &payload,
            None,
        );
    }

    /// A device reports; returns the new version.
    pub fn report(&mut self, place: &Place, body: &[u8]) -> Result<i64, Fault> {
        let mut versions = self.report_all(place, &[body]);
        let version = versions.pop();
        version.unwrap_or_else(|| Err(Fault::server("nothing was reported")))
    }

    /// A device reports several times in a row: each patch is taken or refused in its turn, and what comes of them is
    /// written once. Returns the version after each.
    pub fn report_all(&mut self, place: &Place, bodies: &[&[u8]]) -> Vec<Result<i64, Fault>> {
        let every = |fault: Fault| bodies.iter().map(|_| Err(fault.clone())).collect();
        let gone = || Fault::server("the twin is gone");
        let before = self.before(place);
        let time = stamp(self.now());
        let versions = match self.keep.report(place, bodies, &time) {
            Ok(Some(versions)) => versions,
            Ok(None) => return every(self.found(place).err().unwrap_or_else(gone)),
            Err(error) => return every(Fault::from(error)),
        };
        if versions.iter().any(Result::is_ok) {
            self.remember(place, before);
            self.unsettle_reported(place);
        }
        for (version, body) in versions.iter().zip(bodies) {
            if let Ok(version) = version {
                let message = format!("reported properties patched, $version {version}");
                let news = News::new(EventKind::Reported, message);
                self.tell(news.of(place).saying(body));
            }
        }
        versions
    }
}

//! Registration records, as the service shows them: the substatus is its own, whatever the device was told.

use super::check;
use super::query::Page;
use crate::http::{Call, Reply};
use crate::if_match::IfMatch;
use crate::provisioning::device::no_registration;
use crate::provisioning::fault::Stop;
use crate::provisioning::store::registrations as store;
use crate::provisioning::{Event, Kind, Provisioning};

const ITEM_TYPE: &str = "deviceRegistration";

impl Provisioning<'_> {
    pub(super) fn registration(&mut self, id: &str) -> Result<Reply, Stop> {
        let found = store::find(self.db, id)?.ok_or_else(|| no_registration(id))?;
        let shown = found.shown(self.now.as_millisecond());
        let etag = shown.etag.clone().unwrap_or_default();
        Ok(Reply {
            status: 200,
            headers: vec![("ETag".into(), format!("\"{etag}\""))],
            body: shown.to_json(),
            bytes: None,
        })
    }

    /// Identity and twin stay on their hub; the device's next registration is its first one.
    pub(super) fn delete_registration(
        &mut self,
        id: &str,
        condition: &IfMatch,
    ) -> Result<Reply, Stop> {
        let found = store::find(self.db, id)?.ok_or_else(|| no_registration(id))?;
        check(condition, found.record.etag.as_deref().unwrap_or_default())?;
        store::delete(self.db, id)?;
        self.events.push(Event::RegistrationDeleted {
            registration_id: id.to_owned(),
        });
        Ok(Reply::empty(204))
    }

    pub(super) fn registrations_of(&mut self, group: &str, call: &Call) -> Result<Reply, Stop> {
        self.found(Kind::Group, group)?;
        let page = Page::of(call)?;
        let now = self.now.as_millisecond();
        let found = store::page(self.db, group, &page.after, page.most + 1)?;
        let items = found.into_iter().map(|found| {
            let shown = found.shown(now).to_json();
            (found.id, shown)
        });
        Ok(page.reply(ITEM_TYPE, items.collect()))
    }
}

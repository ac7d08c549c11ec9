//! Where an identity is: which hub, which device, which module.

use hub::Speaker;

use crate::identity::Identity;

/// An identity's place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    /// The hub's name.
    pub hub: String,
    /// Device and module.
    pub speaker: Speaker,
}

impl Place {
    /// A device's place.
    pub fn device(hub: &str, device: &str) -> Self {
        Self::new(hub, device, None)
    }

    /// The place of a device or of a module.
    pub fn new(hub: &str, device: &str, module: Option<&str>) -> Self {
        Self {
            hub: hub.to_owned(),
            speaker: Speaker {
                device: device.to_owned(),
                module: module.map(str::to_owned),
            },
        }
    }

    /// The place of an identity.
    pub fn of(hub: &str, identity: &Identity) -> Self {
        Self::new(hub, &identity.device_id, identity.module_id.as_deref())
    }

    /// The columns of its row.
    pub fn key(&self) -> (&str, &str, &str) {
        let module = self.speaker.module.as_deref().unwrap_or_default();
        (&self.hub, &self.speaker.device, module)
    }
}

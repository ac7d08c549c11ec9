//! The topics of the device protocol: who logs in, what a device publishes, what it wants to hear, and how what it hears
//! is addressed. Twin and method topics do not name the device: the connection does.

use crate::Bag;

/// Who speaks on a connection to a hub.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Speaker {
    /// The device.
    pub device: String,
    /// Its module, where one speaks.
    pub module: Option<String>,
}

/// The user name of a connection, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Login {
    /// To a hub: `{host}/{device}[/{module}]/?api-version=…`.
    Hub {
        /// The hub's name as the device spells it.
        host: String,
        /// Who logs in.
        speaker: Speaker,
        /// `api-version`, `DeviceClientType`, `model-id` and what else is told.
        bag: Bag,
    },
    /// To the provisioning service: `{idScope}/registrations/{registrationId}/api-version=…`.
    Provisioning {
        /// The id scope.
        id_scope: String,
        /// Who logs in.
        registration_id: String,
        /// `api-version` and `ClientVersion`.
        bag: Bag,
    },
}

/// Why a user name is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// Not of the form.
    #[error(
        "the user name is neither `host/device/?api-version=…` nor `scope/registrations/id/api-version=…`"
    )]
    Form,
    /// The client id names somebody else.
    #[error("the client id is not the `{0}` of the user name")]
    ClientId(String),
    /// No `api-version`.
    #[error("the user name has no `api-version`")]
    NoApiVersion,
}

/// What a device publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FromDevice {
    /// A message to the cloud.
    Telemetry(Bag),
    /// Asks for its twin.
    TwinGet {
        /// Request id.
        rid: String,
    },
    /// Reports properties.
    Reported {
        /// Request id.
        rid: String,
    },
    /// Answers a direct method.
    MethodAnswer {
        /// Its own status, any whole number.
        status: i64,
        /// Request id of the call.
        rid: String,
    },
}

/// What a device wants to hear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Interest {
    /// Answers to what it asks of its twin.
    TwinAnswers,
    /// Changes of its desired properties.
    Desired,
    /// Direct methods.
    Methods,
    /// Messages from the cloud to the device.
    Messages,
    /// Messages to inputs of a module.
    Inputs,
}

/// What is published to the provisioning service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FromProvisioned {
    /// Asks to be registered.
    Register {
        /// Request id.
        rid: String,
    },
    /// Asks how far it is.
    Poll {
        /// Request id.
        rid: String,
        /// Which operation.
        operation: String,
    },
}

/// The one filter that the provisioning service knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProvisioningInterest;

impl std::fmt::Display for Speaker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.module {
            Some(module) => write!(f, "{}/{module}", self.device),
            None => f.write_str(&self.device),
        }
    }
}

impl Speaker {
    /// The segments of its resource, as tokens have them.
    #[must_use]
    pub fn path(&self) -> Vec<&str> {
        let mut path = vec!["devices", &self.device];
        if let Some(module) = &self.module {
            path.extend(["modules", module]);
        }
        path
    }

    /// `devices/{d}` or `devices/{d}/modules/{m}`.
    fn topics(&self) -> String {
        self.path().join("/")
    }

    /// Reads the topic that it publishes on; nothing for one that is not its own.
    #[must_use]
    pub fn published(&self, topic: &str) -> Option<FromDevice> {
        if let Some(rest) = topic.strip_prefix("$iothub/") {
            return Self::of_hub(rest);
        }
        let rest = topic.strip_prefix(&self.topics())?;
        let bag = rest.strip_prefix("/messages/events")?;
        match bag.strip_prefix('/') {
            Some(bag) if !bag.contains('/') || bag.contains('=') => {
                Some(FromDevice::Telemetry(Bag::read(bag.trim_end_matches('/'))))
            }
            None if bag.is_empty() => Some(FromDevice::Telemetry(Bag::default())),
            _ => None,
        }
    }

    fn of_hub(rest: &str) -> Option<FromDevice> {
        if let Some(bag) = rest.strip_prefix("twin/GET/") {
            let rid = rid_as_sent(bag)?;
            return Some(FromDevice::TwinGet { rid });
        }
        if let Some(bag) = rest.strip_prefix("twin/PATCH/properties/reported/") {
            let rid = rid_as_sent(bag)?;
            return Some(FromDevice::Reported { rid });
        }
        let (status, bag) = rest.strip_prefix("methods/res/")?.split_once('/')?;
        Some(FromDevice::MethodAnswer {
            status: status.parse().ok()?,
            rid: Bag::read(bag).get("$rid")?.to_owned(),
        })
    }

    /// Reads a filter that it subscribes to; nothing for what a hub does not serve.
    #[must_use]
    pub fn interest(&self, filter: &str) -> Option<Interest> {
        match filter {
            "$iothub/twin/res/#" => Some(Interest::TwinAnswers),
            "$iothub/twin/PATCH/properties/desired/#" => Some(Interest::Desired),
            "$iothub/methods/POST/#" => Some(Interest::Methods),
            _ => match filter.strip_prefix(&self.topics())? {
                "/messages/devicebound/#" | "/messages/#" if self.module.is_none() => {
                    Some(Interest::Messages)
                }
                "/inputs/#" | "/#" if self.module.is_some() => Some(Interest::Inputs),
                _ => None,
            },
        }
    }

    /// The topic of a message from the cloud.
    #[must_use]
    pub fn message_topic(&self, bag: &Bag) -> String {
        format!("{}/messages/devicebound/{bag}", self.topics())
    }
}

/// Finds the id of a request, not decoded: its answer bears the very same text. What was encoded may have no place in a
/// topic, as `+` and `#`.
fn rid_as_sent(bag: &str) -> Option<String> {
    let bag = bag.strip_prefix('?').unwrap_or(bag);
    let mut pairs = bag.split('&').filter_map(|pair| pair.split_once('='));
    let (_, rid) = pairs.find(|(name, _)| ["$rid", "%24rid"].contains(name))?;
    Some(rid.to_owned())
}

/// The topic of an answer to what a device asked of its twin.
#[must_use]
pub fn twin_answer(status: u16, rid: &str, version: Option<i64>) -> String {
    match version {
        Some(version) => format!("$iothub/twin/res/{status}/?$rid={rid}&$version={version}"),
        None => format!("$iothub/twin/res/{status}/?$rid={rid}"),
    }
}

/// The topic that tells of changed desired properties.
#[must_use]
pub fn desired_changed(version: i64) -> String {
    format!("$iothub/twin/PATCH/properties/desired/?$version={version}")
}

/// The topic of a direct method.
#[must_use]
pub fn method_call(name: &str, rid: &str) -> String {
    format!("$iothub/methods/POST/{name}/?$rid={rid}")
}

/// The topic of an answer of the provisioning service.
#[must_use]
pub fn provisioning_answer(status: u16, rid: &str, retry_after: Option<u64>) -> String {
    match retry_after {
        Some(seconds) => {
            format!("$dps/registrations/res/{status}/?$rid={rid}&retry-after={seconds}")
        }
        None => format!("$dps/registrations/res/{status}/?$rid={rid}"),
    }
}

impl FromProvisioned {
    /// Reads a topic; nothing for one that the service does not know.
    #[must_use]
    pub fn read(topic: &str) -> Option<Self> {
        let rest = topic.strip_prefix("$dps/registrations/")?;
        if let Some(bag) = rest.strip_prefix("PUT/iotdps-register/") {
            let rid = rid_as_sent(bag)?;
            return Some(Self::Register { rid });
        }
        let bag = rest.strip_prefix("GET/iotdps-get-operationstatus/")?;
        Some(Self::Poll {
            rid: rid_as_sent(bag)?,
            operation: Bag::read(bag).get("operationId")?.to_owned(),
        })
    }
}

impl ProvisioningInterest {
    /// Reads a filter.
    #[must_use]
    pub fn read(filter: &str) -> Option<Self> {
        (filter == "$dps/registrations/res/#").then_some(Self)
    }
}

impl Login {
    /// Reads the user name of a connection and holds it against its client id.
    ///
    /// # Errors
    /// Where the user name is none, or names somebody else than the client id.
    pub fn read(user: &str, client_id: &str) -> Result<Self, LoginError> {
        let login = Self::of_user(user)?;
        let (named, bag) = match &login {
            Self::Hub { speaker, bag, .. } => (speaker.to_string(), bag),
            Self::Provisioning {
                registration_id,
                bag,
                ..
            } => (registration_id.clone(), bag),
        };
        // registration ids are compared in any case, ids of devices are not
        let is_same = match &login {
            Self::Hub { .. } => named == client_id,
            Self::Provisioning { .. } => named.eq_ignore_ascii_case(client_id),
        };
        if !is_same {
            return Err(LoginError::ClientId(named));
        }
        // hubs take devices that name none, as the first of them did
        let needs_version = matches!(&login, Self::Provisioning { .. });
        match bag.get("api-version") {
            None if needs_version => Err(LoginError::NoApiVersion),
            _ => Ok(login),
        }
    }

    fn of_user(user: &str) -> Result<Self, LoginError> {
        // properties follow the last part; a slash in one of them would be encoded
        let cut = user.find("/?").or_else(|| user.find("/api-version="));
        let (head, bag) = user.split_at(cut.unwrap_or(user.len()));
        let bag = Bag::read(bag.strip_prefix('/').unwrap_or(bag));
        let parts: Vec<_> = head.split('/').collect();
        if parts.iter().any(|part| part.is_empty()) {
            return Err(LoginError::Form);
        }
        match parts[..] {
            [id_scope, "registrations", id] if !user.contains("/?") => Ok(Self::Provisioning {
                id_scope: id_scope.to_owned(),
                registration_id: id.to_owned(),
                bag,
            }),
            [host, device] => Ok(Self::hub(host, device, None, bag)),
            [host, device, module] => Ok(Self::hub(host, device, Some(module), bag)),
            _ => Err(LoginError::Form),
        }
    }

    fn hub(host: &str, device: &str, module: Option<&str>, bag: Bag) -> Self {
        Self::Hub {
            host: host.to_owned(),
            speaker: Speaker {
                device: device.to_owned(),
                module: module.map(str::to_owned),
            },
            bag,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speaker(module: Option<&str>) -> Speaker {
        Speaker {
            device: "dev".to_owned(),
            module: module.map(str::to_owned),
        }
    }

    #[test]
    fn the_user_names_of_real_sdks_are_read() {
        let python = "localhost/dev/?api-version=2019-10-01&DeviceClientType=py%2F2.14.0";
        let Ok(Login::Hub { host, speaker, bag }) = Login::read(python, "dev") else {
            panic!("{python}");
        };
        assert_eq!(
            (host.as_str(), speaker.device.as_str()),
            ("localhost", "dev")
        );
        assert_eq!(bag.get("DeviceClientType"), Some("py/2.14.0"));
        let module = Login::read("h:1/dev/m/?api-version=1", "dev/m").unwrap();
        assert!(
            matches!(module, Login::Hub { speaker, .. } if speaker.module.as_deref() == Some("m"))
        );
        let dps = "0ne00BENCH/registrations/Reg-1/api-version=2019-03-31&ClientVersion=x%2F1";
        let Ok(Login::Provisioning {
            registration_id,
            bag,
            ..
        }) = Login::read(dps, "reg-1")
        else {
            panic!("{dps}");
        };
        assert_eq!(registration_id, "Reg-1");
        assert_eq!(bag.get("api-version"), Some("2019-03-31"));
    }

    #[test]
    fn a_user_name_of_another_form_is_refused() {
        let cases = [
            ("", "dev", LoginError::Form),
            ("host", "dev", LoginError::Form),
            ("host//?api-version=1", "", LoginError::Form),
            (
                "host/dev/?api-version=1",
                "other",
                LoginError::ClientId("dev".to_owned()),
            ),
            ("scope/registrations/dev", "dev", LoginError::NoApiVersion),
        ];
        for (user, client, error) in cases {
            assert_eq!(Login::read(user, client).unwrap_err(), error, "{user}");
        }
    }

    #[test]
    fn a_device_publishes_on_its_own_topics_only() {
        let device = speaker(None);
        let rid = || "r/1".to_owned();
        let telemetry = |bag: &str| Some(FromDevice::Telemetry(Bag::read(bag)));
        let cases = [
            (
                "$iothub/twin/GET/?%24rid=r%2F1%2B",
                Some(FromDevice::TwinGet {
                    rid: "r%2F1%2B".to_owned(),
                }),
            ),
            ("$iothub/twin/GET/", None),
            (
                "$iothub/twin/PATCH/properties/reported/?$rid=r/1",
                Some(FromDevice::Reported { rid: rid() }),
            ),
            (
                "$iothub/methods/res/-5/?$rid=r%2F1",
                Some(FromDevice::MethodAnswer {
                    status: -5,
                    rid: rid(),
                }),
            ),
            ("$iothub/methods/res/ok/?$rid=1", None),
            ("$iothub/twin/PATCH/properties/desired/?$rid=1", None),
            ("devices/dev/messages/events/", telemetry("")),
            ("devices/dev/messages/events", telemetry("")),
            (
                "devices/dev/messages/events/a=b&%24.mid=1/",
                telemetry("a=b&$.mid=1"),
            ),
            ("devices/other/messages/events/", None),
            ("devices/dev2/messages/events/", None),
            ("devices/dev/modules/m/messages/events/", None),
            ("devices/dev/messages/devicebound/", None),
            ("some/topic", None),
        ];
        for (topic, expected) in cases {
            assert_eq!(device.published(topic), expected, "{topic}");
        }
    }

    #[test]
    fn a_device_hears_its_own_topics_only() {
        let cases = [
            ("$iothub/methods/POST/#", None, Some(Interest::Methods)),
            (
                "devices/dev/messages/devicebound/#",
                None,
                Some(Interest::Messages),
            ),
            ("devices/dev/messages/#", None, Some(Interest::Messages)),
            ("devices/other/messages/#", None, None),
            ("devices/dev/messages/devicebound/#", Some("m"), None),
            (
                "devices/dev/modules/m/inputs/#",
                Some("m"),
                Some(Interest::Inputs),
            ),
            ("devices/other/messages/devicebound/#", None, None),
            ("#", None, None),
            ("$iothub/#", None, None),
            ("devices/dev/#", None, None),
        ];
        for (filter, module, expected) in cases {
            assert_eq!(speaker(module).interest(filter), expected, "{filter}");
        }
    }

    #[test]
    fn the_provisioning_service_knows_two_topics() {
        let poll =
            "$dps/registrations/GET/iotdps-get-operationstatus/?$rid=%2B1&operationId=4.a%2Fb";
        assert_eq!(
            FromProvisioned::read(poll),
            Some(FromProvisioned::Poll {
                rid: "%2B1".to_owned(),
                operation: "4.a/b".to_owned()
            })
        );
        let register = "$dps/registrations/PUT/iotdps-register/?$rid=1";
        let rid = "1".to_owned();
        assert_eq!(
            FromProvisioned::read(register),
            Some(FromProvisioned::Register { rid })
        );
        assert_eq!(FromProvisioned::read("$iothub/twin/GET/?$rid=1"), None);
    }
}

//! Old or new: whether a device's API version is from before reprovisioning. The API version on the wire decides; an
//! SDK's version counts only where nobody has seen the wire. What cannot be told is unknown, never silently new.

use crate::device::Device;
use crate::table::{Language, VersionTable};
use crate::version::{ApiVersion, SdkVersion, VersionFault};

/// What the second question of the flowchart is answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Age {
    /// From before reprovisioning.
    Old,
    /// With reprovisioning.
    Native,
    /// Nobody can say.
    Unknown,
}

/// What an age was told from.
#[derive(Debug, Clone, PartialEq)]
pub enum Evidence {
    /// The API version that the device asked with.
    Api {
        /// That version.
        version: ApiVersion,
        /// The last one from before.
        last_before: ApiVersion,
    },
    /// The version of its SDK.
    Sdk {
        /// Which SDK.
        language: Language,
        /// Its version.
        version: SdkVersion,
        /// The last one from before.
        last_before: SdkVersion,
    },
    /// Nothing that tells it.
    Nothing,
}

/// What makes an age less than certain.
#[derive(Debug, Clone, PartialEq)]
pub enum Doubt {
    /// Neither API version nor SDK is known.
    Missing,
    /// The API version cannot be read.
    Api {
        /// As it was given.
        text: String,
    },
    /// The SDK's version cannot be read.
    Sdk {
        /// As it was given.
        text: String,
        /// Why.
        fault: VersionFault,
    },
    /// The table has no such language.
    Language {
        /// As it was given.
        text: String,
    },
    /// The SDK's version is missing.
    SdkWithoutVersion,
    /// By the SDK it would be the other age.
    Contradiction {
        /// What the SDK's version says.
        by_sdk: Age,
    },
    /// The table calls the release new, but on the wire it was still old.
    Gap {
        /// What it asks with.
        asks: ApiVersion,
    },
}

/// An age, and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The age.
    pub age: Age,
    /// What it was told from.
    pub by: Evidence,
    /// What makes it less than certain.
    pub doubts: Vec<Doubt>,
    /// The API version that the device asks with, as far as that is known.
    pub asks: Option<ApiVersion>,
}

impl Judged {
    /// Judges a device by a table.
    #[must_use]
    pub fn of(device: &Device, table: &VersionTable) -> Self {
        let mut doubts = Vec::new();
        let sdk = by_sdk(device, table, &mut doubts);
        let api = device.api_version.as_deref().map(ApiVersion::parse);
        match (api, sdk) {
            (Some(Ok(version)), sdk) => {
                // the service sees nothing else: doubts about the SDK do not touch the answer
                doubts.clear();
                let age = age(version.is_up_to(&table.api_last_before));
                if let Some(sdk) = sdk.filter(|sdk| sdk.age != age) {
                    doubts.push(Doubt::Contradiction { by_sdk: sdk.age });
                }
                Self {
                    age,
                    by: Evidence::Api {
                        version: version.clone(),
                        last_before: table.api_last_before.clone(),
                    },
                    doubts,
                    asks: Some(version),
                }
            }
            (api, Some(sdk)) => {
                if api.is_some() {
                    let text = device.api_version.clone().unwrap_or_default();
                    doubts.push(Doubt::Api { text });
                }
                sdk.with(doubts)
            }
            (api, None) => {
                if api.is_some() {
                    let text = device.api_version.clone().unwrap_or_default();
                    doubts.push(Doubt::Api { text });
                } else if doubts.is_empty() {
                    doubts.push(Doubt::Missing);
                }
                Self::unknown(doubts)
            }
        }
    }

    fn unknown(doubts: Vec<Doubt>) -> Self {
        Self {
            age: Age::Unknown,
            by: Evidence::Nothing,
            doubts,
            asks: None,
        }
    }

    fn with(mut self, doubts: Vec<Doubt>) -> Self {
        self.doubts.extend(doubts);
        self
    }
}

fn age(is_old: bool) -> Age {
    if is_old { Age::Old } else { Age::Native }
}

fn by_sdk(device: &Device, table: &VersionTable, doubts: &mut Vec<Doubt>) -> Option<Judged> {
    let sdk = device.sdk.as_ref()?;
    let language = Language::named(&sdk.language);
    let column = language.and_then(|language| table.column(language));
    let Some(column) = column else {
        let text = sdk.language.clone();
        doubts.push(Doubt::Language { text });
        return None;
    };
    let Some(text) = &sdk.version else {
        doubts.push(Doubt::SdkWithoutVersion);
        return None;
    };
    let version = match SdkVersion::parse(text) {
        Ok(version) => version,
        Err(fault) => {
            let text = text.clone();
            doubts.push(Doubt::Sdk { text, fault });
            return None;
        }
    };
    let is_old = version <= column.last_before;
    let asks = column.asks_with(&version).cloned();
    let gap = asks
        .clone()
        .filter(|asks| !is_old && asks.is_up_to(&table.api_last_before));
    Some(Judged {
        age: age(is_old),
        doubts: gap.into_iter().map(|asks| Doubt::Gap { asks }).collect(),
        by: Evidence::Sdk {
            language: column.language,
            version,
            last_before: column.last_before.clone(),
        },
        asks,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::Sdk;

    fn by_sdk(language: &str, version: &str) -> Judged {
        let sdk = Sdk {
            language: language.to_owned(),
            version: Some(version.to_owned()),
        };
        let device = Device {
            sdk: Some(sdk),
            ..Device::default()
        };
        Judged::of(&device, VersionTable::built_in())
    }

    fn by_api(version: &str) -> Judged {
        let device = Device {
            api_version: Some(version.to_owned()),
            ..Device::default()
        };
        Judged::of(&device, VersionTable::built_in())
    }

    #[test]
    fn every_column_has_its_boundary() {
        for (language, last_old, first_new) in [
            ("c", "1.2.8", "1.2.9"),
            ("python", "1.4.2", "1.4.3"),
            ("node", "1.7.3", "1.7.4"),
            ("java", "1.13.0", "1.13.1"),
            (".NET", "1.1.0", "1.1.1"),
        ] {
            assert_eq!(by_sdk(language, last_old).age, Age::Old, "{language}");
            assert_eq!(by_sdk(language, first_new).age, Age::Native, "{language}");
        }
        for (version, expected) in [
            ("2018-04-01", Age::Old),
            ("2018-04-02", Age::Native),
            ("2017-08-31-preview", Age::Old),
            ("2018-09-01-preview", Age::Native),
            ("2019-03-31", Age::Native),
        ] {
            assert_eq!(by_api(version).age, expected, "{version}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_unknown_and_never_new() {
        for version in ["", "tomorrow", "2018-4-1", "1.2.9"] {
            let judged = by_api(version);
            assert_eq!(judged.age, Age::Unknown, "{version}");
            assert!(
                matches!(judged.doubts[..], [Doubt::Api { .. }]),
                "{version}"
            );
        }
        for (language, version) in [
            ("c", "2018-09-11"),
            ("c", "LTS_01_2024"),
            ("java", "new"),
            ("rust", "1.0"),
        ] {
            let judged = by_sdk(language, version);
            assert_eq!(judged.age, Age::Unknown, "{language} {version}");
            assert_eq!(judged.doubts.len(), 1, "{language} {version}");
        }
        let nothing = Judged::of(&Device::default(), VersionTable::built_in());
        assert_eq!(
            (nothing.age, &nothing.doubts[..]),
            (Age::Unknown, &[Doubt::Missing][..])
        );
    }

    #[test]
    fn releases_between_the_table_and_the_wire_are_told() {
        for (language, version) in [("java", "1.14.1"), ("node", "1.8.0"), ("dotnet", "1.2.1")] {
            let judged = by_sdk(language, version);
            assert_eq!(judged.age, Age::Native, "{language} {version}");
            assert!(
                matches!(judged.doubts[..], [Doubt::Gap { .. }]),
                "{language} {version}"
            );
        }
        for (language, version) in [
            ("java", "1.14.2"),
            ("node", "1.8.1"),
            ("dotnet", "1.2.2"),
            ("c", "1.2.9"),
            ("python", "1.4.3"),
        ] {
            assert!(
                by_sdk(language, version).doubts.is_empty(),
                "{language} {version}"
            );
        }
    }

    #[test]
    fn the_wire_is_believed_before_the_sdk() {
        let sdk = Sdk {
            language: "c".to_owned(),
            version: Some("1.2.8".to_owned()),
        };
        let device = Device {
            api_version: Some("2019-03-31".to_owned()),
            sdk: Some(sdk),
            ..Device::default()
        };
        let judged = Judged::of(&device, VersionTable::built_in());
        assert_eq!(judged.age, Age::Native);
        assert_eq!(judged.doubts, [Doubt::Contradiction { by_sdk: Age::Old }]);
    }
}

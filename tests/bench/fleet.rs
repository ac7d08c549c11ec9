//! Twins made to measure: as large as a hub allows, with the metadata a hub adds, seeded and repeatable.

use std::fmt::Write as _;

/// A twin of the service's view. `groups` of twenty properties each fill desired and reported;
/// 59 fill the 32 KiB a section may have.
pub fn twin(number: u32, groups: u32) -> String {
    let mut desired = String::new();
    let mut reported = String::new();
    let mut desired_meta = String::new();
    let mut reported_meta = String::new();
    let stamp = |seed: u32| {
        format!(
            "2026-02-{:02}T{:02}:{:02}:{:02}.{:07}Z",
            1 + seed % 27,
            seed % 24,
            seed % 60,
            (seed / 7) % 60,
            seed % 9_999_999
        )
    };
    let d = |seed: u32| {
        format!(
            "{{\"$lastUpdated\":\"{}\",\"$lastUpdatedVersion\":{}",
            stamp(seed),
            2 + seed % 90
        )
    };
    let r = |seed: u32| format!("{{\"$lastUpdated\":\"{}\"", stamp(seed));
    for group in 0..groups {
        let seed = number * 977 + group * 31;
        let comma = if group == 0 { "" } else { "," };
        let _ = write!(
            desired,
            "{comma}\"group{group:02}\":{{\"__meta\":{{\"deploymentId\":\"rollout_{group}\",\"serviceInterfaceVersion\":\"1.0.0\"}}"
        );
        let _ = write!(
            reported,
            "{comma}\"group{group:02}\":{{\"__meta\":{{\"deploymentId\":\"rollout_{group}\",\"deploymentStatus\":\"succeeded\",\"time\":\"2026-02-11T08:00:00\",\"deviceInterfaceVersion\":\"1.0.0\"}}"
        );
        let _ = write!(
            desired_meta,
            ",\"group{group:02}\":{},\"__meta\":{},\"deploymentId\":{}}},\"serviceInterfaceVersion\":{}}}}}",
            d(90),
            d(90),
            d(90),
            d(90)
        );
        let _ = write!(
            reported_meta,
            ",\"group{group:02}\":{},\"__meta\":{},\"deploymentId\":{}}},\"deploymentStatus\":{}}},\"time\":{}}},\"deviceInterfaceVersion\":{}}}}}",
            r(seed),
            r(seed),
            r(seed),
            r(seed),
            r(seed),
            r(seed)
        );
        for property in 0..20 {
            let seed = seed + property;
            let name = format!("property{property:02}");
            let value = |drift: u32| match property % 4 {
                0 => format!("{}", seed + drift),
                1 => format!("{}", (seed + drift).is_multiple_of(2)),
                2 => format!("\"value-{}\"", seed + drift),
                _ => format!("{}.5", seed + drift),
            };
            let _ = write!(desired, ",\"{name}\":{}", value(0));
            let _ = write!(
                reported,
                ",\"{name}\":{}",
                value(u32::from(seed.is_multiple_of(10)))
            );
            let _ = write!(desired_meta, ",\"{name}\":{}}}", d(90));
            let _ = write!(reported_meta, ",\"{name}\":{}}}", r(seed));
        }
        desired.push('}');
        reported.push('}');
        desired_meta.push('}');
        reported_meta.push('}');
    }
    format!(
        "{{\"deviceId\":\"pump-{number:05}\",\"etag\":\"AAAAAAAAAFs=\",\"deviceEtag\":\"MTIz\",\"status\":\"enabled\",\
         \"statusUpdateTime\":\"0001-01-01T00:00:00Z\",\"connectionState\":\"Connected\",\
         \"lastActivityTime\":\"2026-02-11T08:00:00Z\",\"cloudToDeviceMessageCount\":0,\"authenticationType\":\"sas\",\
         \"x509Thumbprint\":{{\"primaryThumbprint\":null,\"secondaryThumbprint\":null}},\"version\":300,\
         \"tags\":{{\"site\":\"plant-{}\",\"line\":{}}},\"properties\":{{\"desired\":{{{desired},\"$metadata\":{}{desired_meta}}},\"$version\":92}},\
         \"reported\":{{{reported},\"$metadata\":{}{reported_meta}}},\"$version\":209}}}}}}",
        number % 7,
        number % 13,
        d(90),
        r(500)
    )
}

/// The same twin over many lines, as the portals show it.
pub fn pretty(twin: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(twin).expect("made as JSON");
    serde_json::to_string_pretty(&value).expect("serialises")
}

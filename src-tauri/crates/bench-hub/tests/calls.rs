//! Calls of HTTPS that no service should send: refused in the service's own form, and nothing changed.

mod support;

use serde_json::{Value, json};
use support::calls::{Reply, call, open, raw, reply};
use support::packets::Device;
use support::{HUB, Site, now, run, soon};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

const VERSION: &str = "api-version=2021-04-12";

/// Every call that takes a body.
const TAKES_JSON: [(&str, &str); 15] = [
    ("PUT", "/jobs/v2/j"),
    ("POST", "/devices/d/applyConfigurationContent"),
    ("PATCH", "/digitaltwins/d"),
    ("PATCH", "/twins/d"),
    ("PUT", "/twins/d"),
    ("PUT", "/devices/d"),
    ("PUT", "/devices/d/modules/m"),
    ("POST", "/devices"),
    ("POST", "/devices/query"),
    ("POST", "/twins/d/methods"),
    ("PUT", "/configurations/c"),
    ("PUT", "/bench/faults"),
    ("PUT", "/enrollments/e"),
    ("PUT", "/enrollmentGroups/g"),
    ("POST", "/enrollments/query"),
];

async fn twin(site: &Site) -> Value {
    call(site, "GET", &format!("/twins/d?{VERSION}"), b"")
        .await
        .json()
}

/// The provisioning service has another form of its errors than the hub.
fn is_the_services_own(reply: &Reply) -> bool {
    let body = reply.json();
    let of_hub = body["Message"]
        .as_str()
        .is_some_and(|text| text.starts_with("ErrorCode:"));
    of_hub || body["errorCode"].is_number() && body["message"].is_string()
}

#[test]
fn illegal_json_is_refused_in_every_body() {
    let site = Site::new();
    site.devices(&["d"]);
    let deep = "[".repeat(200_000);
    let bodies: [&[u8]; 7] = [
        b"",
        b"{",
        b"nonsense",
        b"\xff\xfe",
        b"{\"query\":}",
        b"{\"a\":1}}",
        deep.as_bytes(),
    ];
    run(async {
        let mut device = Device::login(&site, "d").await;
        assert_eq!(
            device.report(b"{\"n\":1}").await.expect("not cut").status,
            204
        );
        let before = twin(&site).await;
        for (method, path) in TAKES_JSON {
            for body in bodies {
                if body.is_empty() && path == "/enrollments/query" {
                    // asks for all of them
                    continue;
                }
                let path = format!("{path}?{VERSION}");
                let reply = match path.contains("nrollment") {
                    true => of_provisioning(&site, method, &path, body).await,
                    false => call(&site, method, &path, body).await,
                };
                let said = String::from_utf8_lossy(&body[..body.len().min(20)]);
                assert_eq!(
                    reply.status, 400,
                    "{method} {path} with `{said}`: {reply:?}"
                );
                assert!(is_the_services_own(&reply), "{reply:?}");
            }
        }
        assert_eq!(twin(&site).await["properties"], before["properties"]);
        assert_eq!(device.twin().await["reported"]["n"], json!(1));
    });
}

async fn of_provisioning(site: &Site, method: &str, path: &str, body: &[u8]) -> Reply {
    let policy = &site.bench.provisioning;
    let host = "localhost";
    let token = hub::Token::make(host, &policy.keys[0], now() + 60, Some(&policy.name));
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: {token}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let bytes = [head.as_bytes(), body].concat();
    raw(site, &bytes).await.expect("an answer")
}

#[test]
fn a_wrong_token_is_refused_with_401() {
    let site = Site::new();
    site.devices(&["d"]);
    let policies = &site.bench.hubs[0].policies;
    let owner = &policies[0];
    let reads = policies.iter().find(|policy| policy.name == "registryRead");
    let reads = reads.expect("a policy");
    let make = |at: &str, policy: &bench_hub::Policy, expires| {
        hub::Token::make(at, &policy.keys[0], expires, Some(&policy.name))
    };
    let table = [
        ("none", None, "IotHubUnauthorized"),
        (
            "no token",
            Some("Basic eDp5".to_owned()),
            "IotHubUnauthorized",
        ),
        (
            "expired",
            Some(make(HUB, owner, now() - 3600)),
            "IotHubUnauthorized",
        ),
        (
            "another hub",
            Some(make("elsewhere.net", owner, now() + 60)),
            "IotHubUnauthorized",
        ),
        (
            "a device's own",
            Some(site.token("d")),
            "IotHubUnauthorized",
        ),
        (
            "no right",
            Some(make(HUB, reads, now() + 60)),
            "IotHubUnauthorizedAccess",
        ),
    ];
    run(async {
        for (what, token, error) in table {
            let token = token.map(|token| format!("Authorization: {token}\r\n"));
            let token = token.unwrap_or_default();
            let said = format!("GET /twins/d?{VERSION} HTTP/1.1\r\nHost: {HUB}\r\n{token}\r\n");
            let reply = raw(&site, said.as_bytes()).await.expect("an answer");
            assert_eq!(reply.status, 401, "{what}");
            assert_eq!(reply.error().as_deref(), Some(error), "{what}");
            assert!(
                reply
                    .head
                    .contains(&format!("iothub-errorcode: {}", error.to_ascii_lowercase()))
            );
        }
    });
}

#[test]
fn a_call_that_is_too_large_or_no_call_is_refused() {
    let site = Site::new();
    site.devices(&["d"]);
    let token = site.owner();
    let head =
        format!("PATCH /twins/d?{VERSION} HTTP/1.1\r\nHost: {HUB}\r\nAuthorization: {token}\r\n");
    let table: Vec<(&str, Vec<u8>, Option<u16>)> = vec![
        (
            "a long address",
            format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(40_000)).into(),
            Some(431),
        ),
        (
            "a huge head",
            format!("{head}X: {}\r\n\r\n", "a".repeat(40_000)).into(),
            Some(431),
        ),
        (
            "many heads",
            format!("{head}{}\r\n", "X: y\r\n".repeat(200)).into(),
            Some(431),
        ),
        ("no head", b"nonsense\r\n\r\n".to_vec(), Some(400)),
        (
            "another version",
            b"GET / HTTP/9.9\r\n\r\n".to_vec(),
            Some(400),
        ),
        (
            "two lengths",
            format!("{head}Content-Length: 1\r\nContent-Length: 2\r\n\r\n{{}}").into(),
            Some(400),
        ),
        (
            "a length below zero",
            format!("{head}Content-Length: -1\r\n\r\n").into(),
            Some(400),
        ),
        (
            "broken pieces",
            format!("{head}Transfer-Encoding: chunked\r\n\r\nzz\r\n").into(),
            Some(400),
        ),
        (
            "a path that is no UTF-8",
            format!("GET /twins/%ff?{VERSION} HTTP/1.1\r\nHost: {HUB}\r\n\r\n").into(),
            Some(400),
        ),
        (
            "no api-version",
            format!("GET /twins/d HTTP/1.1\r\nHost: {HUB}\r\n\r\n").into(),
            Some(400),
        ),
        (
            "another host",
            format!("GET /twins/d?{VERSION} HTTP/1.1\r\nHost: elsewhere.net\r\n\r\n").into(),
            Some(404),
        ),
        (
            "an unknown path",
            format!("GET /nothing?{VERSION} HTTP/1.1\r\nHost: {HUB}\r\n\r\n").into(),
            Some(404),
        ),
        (
            "an unknown method",
            format!(
                "BREW /twins/d?{VERSION} HTTP/1.1\r\nHost: {HUB}\r\nAuthorization: {token}\r\n\r\n"
            )
            .into(),
            Some(404),
        ),
    ];
    run(async {
        for (what, said, status) in table {
            let reply = raw(&site, &said).await;
            assert_eq!(reply.map(|reply| reply.status), status, "{what}");
        }
    });
}

#[test]
fn a_body_beyond_its_bound_is_refused_with_413() {
    let site = Site::new();
    site.devices(&["d"]);
    run(async {
        let body = vec![b' '; (4 << 20) + 1];
        let reply = call(&site, "PATCH", &format!("/twins/d?{VERSION}"), &body).await;
        assert_eq!(
            (reply.status, reply.error().as_deref()),
            (413, Some("MessageTooLarge"))
        );
        let message = vec![b'x'; 64 * 1024 + 1];
        let path = format!("/devices/d/messages/devicebound?{VERSION}");
        let reply = call(&site, "POST", &path, &message).await;
        assert_eq!(
            (reply.status, reply.error().as_deref()),
            (413, Some("MessageTooLarge"))
        );
        assert_eq!(twin(&site).await["cloudToDeviceMessageCount"], json!(0));
    });
}

#[test]
fn a_body_that_does_not_come_is_refused_and_a_head_that_does_not_come_cut() {
    let site = Site::with(|settings| {
        let short = std::time::Duration::from_millis(300);
        (settings.patience.head, settings.patience.body) = (short, short);
    });
    site.devices(&["d"]);
    let token = site.owner();
    run(async {
        let said = format!(
            "PATCH /twins/d?{VERSION} HTTP/1.1\r\nHost: {HUB}\r\nAuthorization: {token}\r\nContent-Length: 100\r\n\r\n{{"
        );
        let reply = raw(&site, said.as_bytes()).await.expect("an answer");
        assert_eq!(
            (reply.status, reply.error().as_deref()),
            (400, Some("ArgumentInvalid"))
        );
        let mut slow = open(&site).await;
        slow.write_all(b"GET /twins/d HTTP/1.1\r\nHo")
            .await
            .expect("written");
        slow.flush().await.expect("written");
        let mut rest = Vec::new();
        let _ = soon("the end", slow.read_to_end(&mut rest)).await;
        assert!(
            rest.is_empty() || rest.starts_with(b"HTTP/1.1 408"),
            "{rest:?}"
        );
        let mut idle = open(&site).await;
        let said = format!(
            "GET /twins/d?{VERSION} HTTP/1.1\r\nHost: {HUB}\r\nAuthorization: {token}\r\n\r\n"
        );
        idle.write_all(said.as_bytes()).await.expect("written");
        assert_eq!(
            support::calls::reply(&mut idle)
                .await
                .expect("an answer")
                .status,
            200
        );
        assert!(reply_is_none(&mut idle).await, "an idle connection is cut");
    });
}

async fn reply_is_none(
    stream: &mut tokio_rustls::client::TlsStream<tokio::net::TcpStream>,
) -> bool {
    reply(stream).await.is_none_or(|reply| reply.status == 408)
}

#[test]
fn what_is_removed_between_two_pages_makes_no_other_row_be_passed_over() {
    let site = Site::new();
    let ids = ["a", "b", "c", "d", "e", "f"];
    site.devices(&ids);
    run(async {
        for (query, top) in [
            ("SELECT deviceId FROM devices", 9),
            ("SELECT TOP 5 deviceId FROM devices", 5),
        ] {
            let (mut seen, mut next) = (Vec::new(), None);
            loop {
                let (rows, more) = page(&site, query, next.as_deref()).await;
                seen.extend(rows);
                if seen.len() == 2 {
                    // rows that were given already
                    site.bench.remove(HUB, "a").expect("it is there");
                }
                next = more;
                if next.is_none() {
                    break;
                }
            }
            assert_eq!(seen, ids[..top.min(ids.len())], "{query}");
            site.devices(&["a"]);
        }
    });
}

/// A page of two rows: their ids, and where the next one begins.
async fn page(site: &Site, query: &str, after: Option<&str>) -> (Vec<String>, Option<String>) {
    let body = json!({"query": query}).to_string();
    let after = after.map(|mark| format!("x-ms-continuation: {mark}\r\n"));
    let head = format!(
        "POST /devices/query?api-version=2021-04-12 HTTP/1.1\r\nHost: {HUB}\r\nAuthorization: {}\r\n\
         x-ms-max-item-count: 2\r\n{}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        site.owner(),
        after.unwrap_or_default(),
        body.len()
    );
    let reply = raw(site, head.as_bytes()).await.expect("an answer");
    let rows = reply.json();
    let rows = rows.as_array().expect("rows").iter();
    let ids = rows.map(|row| row["deviceId"].as_str().expect("an id").to_owned());
    (ids.collect(), reply.mark.clone())
}

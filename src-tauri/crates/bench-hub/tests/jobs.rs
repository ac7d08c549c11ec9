//! Jobs over real sockets: they run over the devices that match, are told device by device, and go on after a restart.

mod support;

use rumqttc::mqttbytes::v4::Packet;
use serde_json::{Value, json};
use support::calls::call;
use support::packets::Device;
use support::{Site, now, run, soon};
use tokio::time::{Duration, sleep};

const VERSION: &str = "api-version=2021-04-12";

async fn put(site: &Site, id: &str, job: &Value) -> (u16, Value) {
    let path = format!("/jobs/v2/{id}?{VERSION}");
    let reply = call(site, "PUT", &path, job.to_string().as_bytes()).await;
    (reply.status, reply.json())
}

async fn job(site: &Site, id: &str) -> Value {
    let path = format!("/jobs/v2/{id}?{VERSION}");
    call(site, "GET", &path, b"").await.json()
}

/// Asks after a job until it is over.
async fn over(site: &Site, id: &str) -> Value {
    let asking = async {
        loop {
            let job = job(site, id).await;
            if job["endTime"].is_string() {
                return job;
            }
            // there is nothing to listen to: a service asks, too
            sleep(Duration::from_millis(20)).await;
        }
    };
    soon("the end of the job", asking).await
}

async fn parts(site: &Site, id: &str) -> Vec<Value> {
    let query = format!("SELECT * FROM devices.jobs WHERE devices.jobs.jobId = '{id}'");
    let body = json!({"query": query}).to_string();
    let path = format!("/devices/query?{VERSION}");
    let reply = call(site, "POST", &path, body.as_bytes()).await;
    assert!(
        reply.head.contains("x-ms-item-type: devicejob"),
        "{}",
        reply.head
    );
    reply.json().as_array().expect("rows").clone()
}

async fn tags(site: &Site, device: &str, patch: &Value) {
    let body = json!({"tags": patch}).to_string();
    let path = format!("/twins/{device}?{VERSION}");
    let reply = call(site, "PATCH", &path, body.as_bytes()).await;
    assert_eq!(reply.status, 200);
}

async fn desired(site: &Site, device: &str) -> Value {
    let path = format!("/twins/{device}?{VERSION}");
    let mut twin = call(site, "GET", &path, b"").await.json();
    twin["properties"]["desired"]["interval"].take()
}

fn update(condition: &str, start: Option<&str>) -> Value {
    json!({
        "jobId": "j", "type": "scheduleUpdateTwin", "queryCondition": condition, "startTime": start,
        "updateTwin": {"etag": "*", "properties": {"desired": {"interval": 5}}},
    })
}

#[test]
fn a_job_writes_the_twins_that_match_and_tells_of_each() {
    let site = Site::new();
    site.devices(&["a", "b", "c"]);
    run(async {
        for device in ["a", "b"] {
            tags(&site, device, &json!({"site": "north"})).await;
        }
        let (status, made) = put(&site, "j", &update("tags.site = 'north'", None)).await;
        assert_eq!((status, &made["type"]), (200, &json!("scheduleUpdateTwin")));
        let done = over(&site, "j").await;
        assert_eq!(done["status"], "completed");
        let wanted = json!({"deviceCount": 2, "failedCount": 0, "succeededCount": 2, "runningCount": 0, "pendingCount": 0});
        assert_eq!(done["deviceJobStatistics"], wanted);
        for (device, value) in [("a", json!(5)), ("b", json!(5)), ("c", Value::Null)] {
            assert_eq!(desired(&site, device).await, value, "{device}");
        }
        let parts = parts(&site, "j").await;
        let told = parts
            .iter()
            .map(|part| (&part["deviceId"], &part["status"]));
        let completed = json!("completed");
        assert!(told.eq([(&json!("a"), &completed), (&json!("b"), &completed)]));
    });
}

#[test]
fn a_job_calls_devices_and_tells_what_each_answered() {
    let site = Site::new();
    site.devices(&["here", "away"]);
    run(async {
        let mut here = Device::login(&site, "here").await;
        here.subscribe("$iothub/methods/POST/#").await;
        let method =
            json!({"methodName": "reboot", "payload": {"in": 5}, "responseTimeoutInSeconds": 20});
        let asked = json!({"type": "scheduleDeviceMethod", "queryCondition": "*", "cloudToDeviceMethod": method});
        assert_eq!(put(&site, "call", &asked).await.0, 200);
        let topic = loop {
            if let Packet::Publish(publish) = here.next().await.expect("a call") {
                break publish.topic;
            }
        };
        let rid = topic.split("$rid=").nth(1).expect("a request");
        let answer = format!("$iothub/methods/res/202/?$rid={rid}");
        here.publish(&answer, b"{\"done\":true}").await;
        let done = over(&site, "call").await;
        let counts = &done["deviceJobStatistics"];
        assert_eq!(
            (&counts["succeededCount"], &counts["failedCount"]),
            (&json!(1), &json!(1))
        );
        let parts = parts(&site, "call").await;
        let of = |device: &str| {
            let mut parts = parts.iter();
            parts
                .find(|part| part["deviceId"] == device)
                .expect("a part")
                .clone()
        };
        assert_eq!(of("away")["error"]["code"], "404103");
        let told = of("here")["outcome"]["deviceMethodResponse"].clone();
        assert_eq!(told, json!({"status": 202, "payload": {"done": true}}));
    });
}

#[test]
fn a_job_whose_time_has_not_come_outlives_a_restart_and_can_be_cancelled() {
    let site = Site::new();
    site.devices(&["a"]);
    let far = "2099-01-01T00:00:00Z".to_owned();
    let soon = format!(
        "{:.0}",
        jiff::Timestamp::from_second(now() + 2).expect("a time")
    );
    run(async {
        for (id, start) in [("soon", &soon), ("never", &far)] {
            let mut asked = update("*", Some(start));
            asked["jobId"] = json!(id);
            let (status, made) = put(&site, id, &asked).await;
            assert_eq!((status, &made["status"]), (200, &json!("scheduled")));
        }
        let path = format!("/jobs/v2/never/cancel?{VERSION}");
        let reply = call(&site, "POST", &path, b"").await;
        assert_eq!(reply.json()["status"], "cancelled");
        assert_eq!(call(&site, "POST", &path, b"").await.status, 409);
        assert_eq!(desired(&site, "a").await, Value::Null);
    });
    let site = site.again();
    run(async {
        assert_eq!(over(&site, "soon").await["status"], "completed");
        assert_eq!(desired(&site, "a").await, json!(5));
        let lists = |status: &str| format!("/jobs/v2/query?{VERSION}&jobStatus={status}");
        for (status, ids) in [("cancelled", json!(["never"])), ("running", json!([]))] {
            let listed = call(&site, "GET", &lists(status), b"").await.json();
            let found = listed
                .as_array()
                .expect("a list")
                .iter()
                .map(|job| job["jobId"].clone());
            assert_eq!(Value::from_iter(found), ids, "{status}");
        }
    });
}

#[test]
fn what_is_no_job_is_refused() {
    let site = Site::new();
    site.devices(&["a"]);
    run(async {
        let method =
            json!({"type": "scheduleDeviceMethod", "cloudToDeviceMethod": {"methodName": ""}});
        for (id, asked) in [
            ("j", json!({})),
            ("j", json!({"type": "export"})),
            ("j", json!({"type": "scheduleUpdateTwin"})),
            ("j", method),
            ("j", update("tags.a =", None)),
            ("j", update("*", Some("tomorrow"))),
            ("other", update("*", None)),
            ("a.b", update("*", None)),
        ] {
            assert_eq!(put(&site, id, &asked).await.0, 400, "{asked}");
        }
        assert_eq!(put(&site, "j", &update("*", None)).await.0, 200);
        assert_eq!(put(&site, "j", &update("*", None)).await.0, 409);
        let path = format!("/jobs/v2/none?{VERSION}");
        let missing = call(&site, "GET", &path, b"").await;
        assert_eq!(
            (missing.status, missing.error().as_deref()),
            (404, Some("JobNotFound"))
        );
        let import = call(
            &site,
            "POST",
            &format!("/jobs/create?{VERSION}"),
            b"{\"type\":\"import\"}",
        )
        .await;
        assert_eq!(
            import.error().as_deref(),
            Some("BlobContainerValidationError")
        );
    });
}

//! Jobs: a twin's patch or a direct method for all devices that match a condition. Here is what they are and how far; the
//! runner beside this module does the waiting.

use jiff::Timestamp;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use twin::secret;

use crate::Fault;
use crate::event::{EventKind, News};
use crate::http::read_object;
use crate::keep::{Job, Part};
use crate::place::Place;
use crate::query::Query;
use crate::time::stamp;
use crate::world::{How, IfMatch};
use crate::world::{Invocation, World};

/// Jobs of a hub that are kept when they are over.
const KEPT: usize = 1000;
/// Jobs of a hub that are not over.
const MOST_OPEN: usize = 100;
/// Most characters of an id.
const MOST_ID: usize = 64;
/// Most bytes of what is asked for.
const MOST_BYTES: usize = 256 * 1024;
/// Seconds for which a job runs where nobody says how long.
const USUAL_TIME: i64 = 3600;

/// What a job does to each device.
#[derive(Debug)]
pub(crate) enum Deed {
    /// Patches the twin under a condition.
    Write(String, IfMatch),
    /// Calls a method.
    Call(Invocation),
}

/// What a job asks for, read once.
#[derive(Debug)]
pub(crate) struct Order {
    /// What it does to each device.
    pub deed: Deed,
    /// Which devices it is for.
    pub query: Query,
    /// Seconds for which it may run.
    pub time: i64,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    job_id: Option<String>,
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow)]
    update_twin: Option<&'a RawValue>,
    #[serde(borrow)]
    cloud_to_device_method: Option<&'a RawValue>,
    query_condition: Option<String>,
    start_time: Option<String>,
    max_execution_time_in_seconds: Option<i64>,
}

impl Request<'_> {
    fn order(&self) -> Result<Order, Fault> {
        Ok(Order {
            deed: self.deed()?,
            query: self.query()?,
            time: time(self.max_execution_time_in_seconds),
        })
    }

    fn deed(&self) -> Result<Deed, Fault> {
        let missing = |name: &str| Fault::argument(format!("{name} is missing"));
        match self.kind.as_str() {
            "scheduleUpdateTwin" => {
                let patch = self.update_twin.ok_or_else(|| missing("updateTwin"))?.get();
                // what no twin takes is refused before there is a job
                crate::state::ServiceWrite::read(patch.as_bytes())?;
                let twin: Value = serde_json::from_str(patch).unwrap_or_default();
                let tag = twin["etag"].as_str();
                Ok(Deed::Write(patch.to_owned(), IfMatch::read(tag)))
            }
            "scheduleDeviceMethod" => {
                let method = self.cloud_to_device_method;
                let method = method.ok_or_else(|| missing("cloudToDeviceMethod"))?;
                Invocation::read(method.get().as_bytes()).map(Deed::Call)
            }
            other => Err(Fault::argument(format!(
                "type is `{}`; scheduleUpdateTwin and scheduleDeviceMethod are jobs",
                secret::cut(other, 60)
            ))),
        }
    }

    fn query(&self) -> Result<Query, Fault> {
        let condition = self.query_condition.as_deref().unwrap_or_default().trim();
        let text = match condition {
            "" | "*" => "SELECT deviceId FROM devices".to_owned(),
            condition => format!("SELECT deviceId FROM devices WHERE {condition}"),
        };
        Query::read(&text).map_err(|error| Fault::query(format!("queryCondition: {error}")))
    }
}

fn time(asked: Option<i64>) -> i64 {
    asked.filter(|seconds| *seconds > 0).unwrap_or(USUAL_TIME)
}

impl Job {
    /// Reads what it asks for.
    pub fn order(&self) -> Result<Order, Fault> {
        let request: Request<'_> = read_object(self.request.as_bytes(), "the job in the body")?;
        request.order()
    }
}

impl World {
    /// Takes a job in; it begins when its time has come.
    pub fn schedule(&mut self, hub: &str, id: &str, body: &[u8]) -> Result<Job, Fault> {
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        if id.is_empty() || id.len() > MOST_ID || !id.chars().all(is_allowed) {
            return Err(Fault::argument(format!(
                "`{}` is no id of a job: 1 to {MOST_ID} letters, digits and dashes make one",
                secret::cut(id, 80)
            )));
        }
        if body.len() > MOST_BYTES {
            let bytes = body.len();
            let message = format!("the job has {bytes} bytes, {MOST_BYTES} are allowed");
            return Err(Fault::too_large(message));
        }
        let request: Request<'_> = read_object(body, "the job in the body")?;
        if request.job_id.as_deref().is_some_and(|told| told != id) {
            return Err(Fault::argument("jobId is another than that of the path"));
        }
        request.order()?;
        if self.keep.job(hub, id)?.is_some() {
            return Err(Fault::job_exists(format!("job {id} exists already")));
        }
        if self.keep.count_open_jobs(hub)? >= MOST_OPEN {
            let message = format!("{MOST_OPEN} jobs are not over yet, and no more are allowed");
            return Err(Fault::too_many_jobs(message));
        }
        let now = self.now();
        let begins = match request
            .start_time
            .as_deref()
            .filter(|text| !text.is_empty())
        {
            None => now.as_second(),
            Some(text) => seconds(text)?,
        };
        let job = Job {
            hub: hub.to_owned(),
            id: id.to_owned(),
            request: String::from_utf8_lossy(body).into_owned(),
            status: "scheduled".to_owned(),
            created: stamp(now),
            begins,
            began: None,
            ended: None,
            failure: None,
        };
        self.keep
            .all(|keep| {
                keep.put_job(&job)?;
                keep.forget_jobs(hub, KEPT)
            })
            .map_err(|error: rusqlite::Error| Fault::from(error))?;
        self.job_news(&job, "scheduled");
        self.due.notify_one();
        Ok(job)
    }

    fn job_news(&mut self, job: &Job, what: &str) {
        let mut news = News::new(EventKind::Written, format!("job {} is {what}", job.id));
        news.hub = Some(job.hub.clone());
        self.tell(news);
    }

    /// Finds a job, or says that there is none.
    pub fn job(&self, hub: &str, id: &str) -> Result<Job, Fault> {
        let job = self.keep.job(hub, id)?;
        job.ok_or_else(|| {
            let id = secret::cut(id, 80);
            Fault::job_not_found(format!("there is no job {id}"))
        })
    }

    /// Ends a job before it is over: devices whose turn has not come are left alone.
    pub fn cancel(&mut self, hub: &str, id: &str) -> Result<Job, Fault> {
        let mut job = self.job(hub, id)?;
        if job.ended.is_some() {
            let message = format!("job {id} is {} already", job.status);
            return Err(Fault::conflict(message));
        }
        self.end(&mut job, "cancelled", None)?;
        self.due.notify_one();
        Ok(job)
    }

    /// A job begins with these devices.
    pub fn begin(&mut self, job: &mut Job, devices: &[String]) -> Result<(), Fault> {
        job.status = "running".to_owned();
        job.began = Some(self.now().as_second());
        let begun = self.keep.all(|keep| {
            keep.put_job(job)?;
            devices
                .iter()
                .try_for_each(|device| keep.add_part(job, device))
        });
        begun.map_err(|error: rusqlite::Error| Fault::from(error))?;
        self.job_news(job, &format!("running for {} devices", devices.len()));
        Ok(())
    }

    /// A job is over.
    pub fn end(
        &mut self,
        job: &mut Job,
        status: &str,
        failure: Option<String>,
    ) -> Result<(), Fault> {
        let time = stamp(self.now());
        job.status = status.to_owned();
        job.ended = Some(time.clone());
        job.failure = failure;
        // who was never called did not fail
        let (interrupted, none) = match status {
            "cancelled" => (("canceled", "null".to_owned()), ("canceled", "null")),
            _ => (("failed", too_late(job)), ("canceled", "null")),
        };
        let ended = self.keep.all(|keep| {
            keep.put_job(job)?;
            keep.set_parts(job, "running", (interrupted.0, &interrupted.1), &time)?;
            keep.set_parts(job, "pending", none, &time)
        });
        ended.map_err(|error: rusqlite::Error| Fault::from(error))?;
        self.job_news(job, status);
        Ok(())
    }

    /// A job is done with all of its devices, unless it was cancelled meanwhile.
    pub fn finish(&mut self, job: &mut Job) -> Result<(), Fault> {
        match self.is_running(job)? {
            true => self.end(job, "completed", None),
            false => Ok(()),
        }
    }

    /// Whether a job still runs: not where it was cancelled meanwhile, or its time is over, in seconds.
    pub fn goes_on(&mut self, job: &mut Job, time: i64) -> Result<bool, Fault> {
        if !self.is_running(job)? {
            return Ok(false);
        }
        let began = job.began.unwrap_or(job.begins);
        if self.now().as_second() < began.saturating_add(time) {
            return Ok(true);
        }
        let reason = format!("it was not done within {time} seconds");
        self.end(job, "completed", Some(reason))?;
        Ok(false)
    }

    /// True where a job runs: it may have been cancelled at any moment.
    fn is_running(&self, job: &Job) -> Result<bool, Fault> {
        Ok(self.keep.is_running(&job.hub, &job.id)?)
    }

    /// Patches the twin of one device of a job, unless it was cancelled.
    pub fn write_part(
        &mut self,
        job: &Job,
        device: &str,
        patch: &str,
        if_match: &IfMatch,
    ) -> Result<(), Fault> {
        if !self.is_running(job)? {
            return Ok(());
        }
        let place = Place::device(&job.hub, device);
        let began = stamp(self.now());
        let written = self.write(&place, How::Patch, patch.as_bytes(), if_match);
        let outcome = written.map(|()| json!({"deviceMethodResponse": null}));
        self.part_done(job, device, Some(began), outcome)
    }

    /// Writes down that a device's turn has come. False where the job was cancelled.
    pub fn part_begins(&mut self, job: &Job, device: &str) -> Result<bool, Fault> {
        if !self.is_running(job)? {
            return Ok(false);
        }
        let part = Part {
            job: job.id.clone(),
            device: device.to_owned(),
            status: "running".to_owned(),
            outcome: "null".to_owned(),
            began: Some(stamp(self.now())),
            ended: None,
        };
        self.keep.set_part(&job.hub, &part)?;
        Ok(true)
    }

    /// Writes down what came of a job for a device.
    pub fn part_done(
        &mut self,
        job: &Job,
        device: &str,
        began: Option<String>,
        outcome: Result<Value, Fault>,
    ) -> Result<(), Fault> {
        let (status, outcome) = match outcome {
            Ok(outcome) => ("completed", outcome),
            Err(fault) => ("failed", failure(&fault)),
        };
        let part = Part {
            job: job.id.clone(),
            device: device.to_owned(),
            status: status.to_owned(),
            outcome: outcome.to_string(),
            began,
            ended: Some(stamp(self.now())),
        };
        Ok(self.keep.set_part(&job.hub, &part)?)
    }

    /// A job as the service writes it.
    pub fn job_json(&self, job: &Job) -> Result<Value, Fault> {
        let request: Value = serde_json::from_str(&job.request).unwrap_or_default();
        let counts = self.keep.count_parts(job)?;
        let count = |status: &str| {
            let of = counts.iter().filter(|(known, _)| known == status);
            of.map(|(_, count)| count).sum::<u64>()
        };
        let is_due = job.status == "scheduled" && job.begins <= self.now().as_second();
        let all: u64 = counts.iter().map(|(_, count)| count).sum();
        Ok(json!({
            "jobId": job.id,
            "type": request["type"],
            "cloudToDeviceMethod": request["cloudToDeviceMethod"],
            "updateTwin": request["updateTwin"],
            "queryCondition": request["queryCondition"],
            "createdTime": job.created,
            "startTime": written(job.begins),
            "endTime": job.ended,
            "maxExecutionTimeInSeconds": time(request["maxExecutionTimeInSeconds"].as_i64()),
            "status": if is_due { "queued" } else { job.status.as_str() },
            "failureReason": job.failure,
            "statusMessage": null,
            "deviceJobStatistics": {
                "deviceCount": all,
                "failedCount": count("failed") + count("canceled"),
                "succeededCount": count("completed"),
                "runningCount": count("running"),
                "pendingCount": count("pending"),
            },
        }))
    }
}

/// What came of a part whose device had not answered when the job ended.
fn too_late(job: &Job) -> String {
    let reason = job.failure.as_deref().unwrap_or("the job is over");
    failure(&Fault::timeout(format!(
        "the device has not answered: {reason}"
    )))
    .to_string()
}

fn failure(fault: &Fault) -> Value {
    json!({"error": {"code": fault.code.to_string(), "description": fault.message}})
}

/// What a query tells of a job with each of its parts.
pub(crate) struct Head {
    kind: Option<String>,
    created: String,
}

impl Head {
    pub fn of(job: &Job) -> Self {
        #[derive(serde::Deserialize)]
        struct Kind {
            #[serde(rename = "type")]
            kind: String,
        }
        let kind: Option<Kind> = serde_json::from_str(&job.request).ok();
        Self {
            kind: kind.map(|kind| kind.kind),
            created: job.created.clone(),
        }
    }
}

/// A job's part as a query has it.
pub(crate) fn part_json(job: &Head, part: &Part) -> Value {
    let mut json = json!({
        "deviceId": part.device,
        "jobId": part.job,
        "jobType": job.kind,
        "status": part.status,
        "startTimeUtc": part.began,
        "endTimeUtc": part.ended,
        "createdDateTimeUtc": job.created,
        "lastUpdatedDateTimeUtc": part.ended.as_ref().or(part.began.as_ref()).unwrap_or(&job.created),
        "outcome": null,
    });
    let outcome: Value = serde_json::from_str(&part.outcome).unwrap_or_default();
    match outcome.get("error") {
        Some(error) => json["error"] = error.clone(),
        None => json["outcome"] = outcome,
    }
    json
}

fn written(seconds: i64) -> Option<String> {
    Timestamp::from_second(seconds).ok().map(stamp)
}

fn seconds(text: &str) -> Result<i64, Fault> {
    // without a zone it is UTC, as some clients write it
    let time: Option<Timestamp> = text.parse().or_else(|_| format!("{text}Z").parse()).ok();
    time.map(Timestamp::as_second).ok_or_else(|| {
        let text = secret::cut(text, 60);
        Fault::argument(format!("startTime is `{text}`, no time of RFC 3339"))
    })
}

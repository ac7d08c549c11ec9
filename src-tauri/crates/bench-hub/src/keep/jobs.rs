//! Jobs: what was asked for, and how far it is with each device.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::keep::Keep;

/// A job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Job {
    pub hub: String,
    pub id: String,
    /// What was asked for, JSON.
    pub request: String,
    /// `scheduled`, `running`, `completed`, `failed` or `cancelled`.
    pub status: String,
    pub created: String,
    /// When it is to begin, seconds since 1970.
    pub begins: i64,
    /// When it began.
    pub began: Option<i64>,
    pub ended: Option<String>,
    /// Why it failed.
    pub failure: Option<String>,
}

/// A job that is not over, without what it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Open {
    pub hub: String,
    pub id: String,
    /// `scheduled` or `running`.
    pub status: String,
    /// When it is to begin, seconds since 1970.
    pub begins: i64,
}

/// Which jobs of a hub are listed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Listed<'a> {
    pub hub: &'a str,
    /// Begins behind this id.
    pub after: &'a str,
    /// Those of a type, in any case.
    pub kind: Option<&'a str>,
    /// Those of a status, in any case; `queued` are those that are scheduled and due.
    pub status: Option<&'a str>,
    /// Seconds since 1970.
    pub now: i64,
    pub most: usize,
}

/// A job's part for one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub job: String,
    pub device: String,
    /// `pending`, `running`, `completed`, `failed` or `canceled`.
    pub status: String,
    /// JSON; `null` until there is one.
    pub outcome: String,
    pub began: Option<String>,
    pub ended: Option<String>,
}

const COLUMNS: &str = "hub, id, request, status, created, begins, began, ended, failure";

const OPEN: &str = "SELECT hub, id, status, begins FROM jobs WHERE status IN ('scheduled', 'running') ORDER BY begins";
const IS_RUNNING: &str = "SELECT 1 FROM jobs INDEXED BY jobs_by_status
    WHERE status = 'running' AND hub = ?1 AND id = ?2";
const COUNT_OPEN: &str = "SELECT COUNT(*) FROM jobs INDEXED BY jobs_by_status
    WHERE status IN ('scheduled', 'running') AND hub = ?1";

impl Job {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            hub: row.get(0)?,
            id: row.get(1)?,
            request: row.get(2)?,
            status: row.get(3)?,
            created: row.get(4)?,
            begins: row.get(5)?,
            began: row.get(6)?,
            ended: row.get(7)?,
            failure: row.get(8)?,
        })
    }
}

impl Keep {
    /// Looks a job up.
    pub fn job(&self, hub: &str, id: &str) -> rusqlite::Result<Option<Job>> {
        find(&self.connection, hub, id)
    }

    /// True for a job that runs; asked for each of its devices.
    pub fn is_running(&self, hub: &str, id: &str) -> rusqlite::Result<bool> {
        let mut statement = self.connection.prepare_cached(IS_RUNNING)?;
        statement.exists([hub, id])
    }

    /// The jobs of a hub by id, no more than so many.
    pub fn jobs(&self, listed: Listed<'_>) -> rusqlite::Result<Vec<Job>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM jobs WHERE hub = ?1 AND id > ?2
             AND (?3 IS NULL OR ?3 = json_extract(request, '$.type') COLLATE NOCASE)
             AND (?4 IS NULL OR ?4 = CASE WHEN status = 'scheduled' AND begins <= ?5 THEN 'queued' ELSE status END
                  COLLATE NOCASE)
             ORDER BY id LIMIT ?6"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let most = i64::try_from(listed.most).unwrap_or(i64::MAX);
        let Listed {
            hub,
            after,
            kind,
            status,
            now,
            ..
        } = listed;
        let rows = statement.query_map(params![hub, after, kind, status, now, most], Job::of)?;
        rows.collect()
    }

    /// The jobs of all hubs that are not over, in the order in which they are to begin.
    pub fn open_jobs(&self) -> rusqlite::Result<Vec<Open>> {
        let mut statement = self.connection.prepare_cached(OPEN)?;
        let rows = statement.query_map([], |row| {
            Ok(Open {
                hub: row.get(0)?,
                id: row.get(1)?,
                status: row.get(2)?,
                begins: row.get(3)?,
            })
        })?;
        rows.collect()
    }

    /// Counts the jobs of a hub that are not over.
    pub fn count_open_jobs(&self, hub: &str) -> rusqlite::Result<usize> {
        let mut statement = self.connection.prepare_cached(COUNT_OPEN)?;
        let count: i64 = statement.query_row([hub], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// Makes or changes a job.
    pub fn put_job(&self, job: &Job) -> rusqlite::Result<()> {
        let sql = format!(
            "INSERT OR REPLACE INTO jobs ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
        );
        self.connection.prepare_cached(&sql)?.execute(params![
            job.hub,
            job.id,
            job.request,
            job.status,
            job.created,
            job.begins,
            job.began,
            job.ended,
            job.failure
        ])?;
        Ok(())
    }

    /// Drops the jobs of a hub that were over the longest, so that no more than so many stay.
    pub fn forget_jobs(&self, hub: &str, most: usize) -> rusqlite::Result<()> {
        let sql = "SELECT id FROM jobs WHERE hub = ?1 AND ended IS NOT NULL
                   ORDER BY ended DESC LIMIT -1 OFFSET ?2";
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![hub, most], |row| row.get::<_, String>(0))?;
        for id in rows.collect::<rusqlite::Result<Vec<_>>>()? {
            for sql in [
                "DELETE FROM jobs WHERE hub = ?1 AND id = ?2",
                "DELETE FROM job_devices WHERE hub = ?1 AND job = ?2",
            ] {
                self.connection.prepare_cached(sql)?.execute([hub, &id])?;
            }
        }
        Ok(())
    }

    /// Adds a device to a job.
    pub fn add_part(&self, job: &Job, device: &str) -> rusqlite::Result<()> {
        let sql = "INSERT OR IGNORE INTO job_devices (hub, job, device, status)
                   VALUES (?1, ?2, ?3, 'pending')";
        self.connection
            .prepare_cached(sql)?
            .execute([&job.hub, &job.id, device])
            .map(drop)
    }

    /// The first devices of a job that wait for their turn, by id, behind one.
    pub fn pending(&self, job: &Job, after: &str, most: usize) -> rusqlite::Result<Vec<String>> {
        let sql = "SELECT device FROM job_devices
                   WHERE hub = ?1 AND job = ?2 AND device > ?3 AND status = 'pending' ORDER BY device LIMIT ?4";
        let mut statement = self.connection.prepare_cached(sql)?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = statement.query_map(params![job.hub, job.id, after, most], |row| row.get(0))?;
        rows.collect()
    }

    /// Writes down how far a job is with a device; what is over for it stays as it is.
    pub fn set_part(&self, hub: &str, part: &Part) -> rusqlite::Result<()> {
        let sql = "UPDATE job_devices SET status = ?4, outcome = ?5, began = COALESCE(?6, began), ended = ?7
                   WHERE hub = ?1 AND job = ?2 AND device = ?3 AND status IN ('pending', 'running')";
        self.connection.prepare_cached(sql)?.execute(params![
            hub,
            part.job,
            part.device,
            part.status,
            part.outcome,
            part.began,
            part.ended
        ])?;
        Ok(())
    }

    /// Lets the devices of a job wait whose turn was interrupted.
    pub fn take_back(&self, job: &Job) -> rusqlite::Result<()> {
        let sql = "UPDATE job_devices SET status = 'pending', began = NULL
                   WHERE hub = ?1 AND job = ?2 AND status = 'running'";
        self.connection
            .prepare_cached(sql)?
            .execute([&job.hub, &job.id])
            .map(drop)
    }

    /// Gives all parts of a job that have one status another, which is their last, and what came of them.
    pub fn set_parts(
        &self,
        job: &Job,
        from: &str,
        (to, outcome): (&str, &str),
        time: &str,
    ) -> rusqlite::Result<()> {
        let sql = "UPDATE job_devices SET status = ?4, outcome = ?5, ended = ?6
                   WHERE hub = ?1 AND job = ?2 AND status = ?3";
        self.connection
            .prepare_cached(sql)?
            .execute([&job.hub, &job.id, from, to, outcome, time])
            .map(drop)
    }

    /// Counts the parts of a job by status.
    pub fn count_parts(&self, job: &Job) -> rusqlite::Result<Vec<(String, u64)>> {
        let sql =
            "SELECT status, COUNT(*) FROM job_devices WHERE hub = ?1 AND job = ?2 GROUP BY status";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([&job.hub, &job.id], |row| {
            let count: i64 = row.get(1)?;
            Ok((row.get(0)?, u64::try_from(count).unwrap_or_default()))
        })?;
        rows.collect()
    }
}

/// The parts of all jobs of a hub.
#[derive(Debug, Clone)]
pub(crate) struct Parts<'a> {
    pub hub: &'a str,
    /// Begins behind this job and device.
    pub after: Option<(&'a str, &'a str)>,
}

impl Parts<'_> {
    /// Goes over them by job and device until told to stop. What is wanted of a job is read once for all of its parts.
    pub fn over<H>(
        &self,
        connection: &Connection,
        read: impl Fn(&Job) -> H,
        mut see: impl FnMut(&H, Part) -> bool,
    ) -> rusqlite::Result<()> {
        let after = match self.after {
            Some(_) => "(job, device) > (?2, ?3)",
            None => "?2 IS NULL AND ?3 IS NULL",
        };
        let sql = format!(
            "SELECT job, device, status, outcome, began, ended FROM job_devices WHERE hub = ?1 AND {after}
             ORDER BY job, device"
        );
        let mut statement = connection.prepare_cached(&sql)?;
        let (job, device) = self.after.unzip();
        let mut rows = statement.query(params![self.hub, job, device])?;
        let mut known: Option<(String, Option<H>)> = None;
        while let Some(row) = rows.next()? {
            let part = Part {
                job: row.get(0)?,
                device: row.get(1)?,
                status: row.get(2)?,
                outcome: row.get(3)?,
                began: row.get(4)?,
                ended: row.get(5)?,
            };
            let head = match &known {
                Some((id, head)) if *id == part.job => head,
                _ => {
                    let job = find(connection, self.hub, &part.job)?;
                    &known.insert((part.job.clone(), job.as_ref().map(&read))).1
                }
            };
            if head.as_ref().is_some_and(|head| see(head, part)) {
                break;
            }
        }
        Ok(())
    }
}

fn find(connection: &Connection, hub: &str, id: &str) -> rusqlite::Result<Option<Job>> {
    let sql = format!("SELECT {COLUMNS} FROM jobs WHERE hub = ?1 AND id = ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    statement.query_row([hub, id], Job::of).optional()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keep::tests::plan;

    #[test]
    fn jobs_that_are_not_over_are_found_without_reading_what_they_ask_for() {
        let keep = Keep::in_memory();
        for sql in [OPEN, IS_RUNNING, COUNT_OPEN] {
            let plan = plan(&keep, sql);
            let way = "USING COVERING INDEX jobs_by_status (status=?)";
            assert!(plan.contains(way), "{sql}: {plan}");
        }
    }

    #[test]
    fn what_a_job_asks_for_is_read_once_for_all_of_its_devices() {
        let keep = Keep::in_memory();
        for id in ["j", "k"] {
            let job = Job {
                hub: "h".to_owned(),
                id: id.to_owned(),
                request: "{}".to_owned(),
                status: "running".to_owned(),
                created: String::new(),
                begins: 0,
                began: None,
                ended: None,
                failure: None,
            };
            keep.put_job(&job).unwrap();
            for device in ["a", "b", "c"] {
                keep.add_part(&job, device).unwrap();
            }
        }
        let parts = |after| {
            let reads = std::cell::Cell::new(0);
            let read = |job: &Job| {
                reads.set(reads.get() + 1);
                job.id.clone()
            };
            let mut seen = Vec::new();
            let see = |job: &String, part: Part| {
                assert_eq!(*job, part.job);
                seen.push(part.job + &part.device);
                false
            };
            let parts = Parts { hub: "h", after };
            parts.over(&keep.connection, read, see).unwrap();
            (seen.join(" "), reads.get())
        };
        assert_eq!(parts(None), ("ja jb jc ka kb kc".to_owned(), 2));
        assert_eq!(parts(Some(("j", "b"))), ("jc ka kb kc".to_owned(), 2));
        assert_eq!(parts(Some(("k", "a"))), ("kb kc".to_owned(), 1));
    }
}

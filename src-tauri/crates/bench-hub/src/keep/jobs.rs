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
        let sql = format!("SELECT {COLUMNS} FROM jobs WHERE hub = ?1 AND id = ?2");
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement.query_row([hub, id], Job::of).optional()
    }

    /// The jobs of a hub by id, behind one.
    pub fn jobs(&self, hub: &str, after: &str) -> rusqlite::Result<Vec<Job>> {
        let sql = format!("SELECT {COLUMNS} FROM jobs WHERE hub = ?1 AND id > ?2 ORDER BY id");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([hub, after], Job::of)?;
        rows.collect()
    }

    /// The jobs of all hubs that are not over, in the order in which they are to begin.
    pub fn open_jobs(&self) -> rusqlite::Result<Vec<Job>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM jobs WHERE status IN ('scheduled', 'running') ORDER BY begins"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([], Job::of)?;
        rows.collect()
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

    /// The first devices of a job that wait for their turn.
    pub fn pending(&self, job: &Job, most: usize) -> rusqlite::Result<Vec<String>> {
        let sql =
            "SELECT device FROM job_devices WHERE hub = ?1 AND job = ?2 AND status = 'pending'
                   ORDER BY device LIMIT ?3";
        let mut statement = self.connection.prepare_cached(sql)?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = statement.query_map(params![job.hub, job.id, most], |row| row.get(0))?;
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

    /// Gives all parts of a job that have one status another, which is their last.
    pub fn set_parts(&self, job: &Job, from: &str, to: &str, time: &str) -> rusqlite::Result<()> {
        let sql = "UPDATE job_devices SET status = ?4, ended = ?5
                   WHERE hub = ?1 AND job = ?2 AND status = ?3";
        self.connection
            .prepare_cached(sql)?
            .execute([&job.hub, &job.id, from, to, time])
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
    /// Goes over them by job and device until told to stop.
    pub fn over(
        &self,
        connection: &Connection,
        mut see: impl FnMut(&Job, Part) -> bool,
    ) -> rusqlite::Result<()> {
        let sql = "SELECT j.hub, j.id, j.request, j.status, j.created, j.begins, j.began, j.ended, j.failure,
                   p.device, p.status, p.outcome, p.began, p.ended
                   FROM job_devices AS p JOIN jobs AS j ON j.hub = p.hub AND j.id = p.job
                   WHERE p.hub = ?1 AND (?2 IS NULL OR (p.job, p.device) > (?2, ?3))
                   ORDER BY p.job, p.device";
        let mut statement = connection.prepare_cached(sql)?;
        let (job, device) = self.after.unzip();
        let mut rows = statement.query(params![self.hub, job, device])?;
        while let Some(row) = rows.next()? {
            let job = Job::of(row)?;
            let part = Part {
                job: job.id.clone(),
                device: row.get(9)?,
                status: row.get(10)?,
                outcome: row.get(11)?,
                began: row.get(12)?,
                ended: row.get(13)?,
            };
            if see(&job, part) {
                break;
            }
        }
        Ok(())
    }
}

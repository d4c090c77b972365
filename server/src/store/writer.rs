//! The one thread that writes.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    thread,
};

use rusqlite::Connection;

use crate::{Error, Result};

/// The most jobs of one transaction: the last of them waits for all.
const GROUP: usize = 256;

/// What a job leaves to be told when its group is durable, or why it is not.
type Tell = Box<dyn FnOnce(Result<(), String>) + Send>;
type Job = Box<dyn FnOnce(&Connection) -> Tell + Send>;

/// A handle to the writing thread, which ends when the handle is dropped and its jobs are done.
#[derive(Debug)]
pub(super) struct Writer {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(conn: Connection) -> Self {
        let (jobs, queue) = mpsc::channel();
        let thread = thread::spawn(move || run(&conn, &queue));
        Self { jobs: Some(jobs), thread: Some(thread) }
    }

    /// Queues a job. `answer` is told its outcome when it is durable, and dropped untold where the writer is gone.
    pub(super) fn submit<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
        answer: impl FnOnce(Result<T>) + Send + 'static,
    ) {
        let job: Job = Box::new(move |conn| {
            let outcome = in_savepoint(conn, job);
            Box::new(move |durable| answer(durable.map_err(Error::Commit).and(outcome)))
        });
        let _ = self.jobs.as_ref().map(|jobs| jobs.send(job));
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn run(conn: &Connection, queue: &mpsc::Receiver<Job>) {
    while let Ok(first) = queue.recv() {
        let waiting = std::iter::once(first).chain(queue.try_iter().take(GROUP - 1));
        if let Err(error) = execute(conn, "begin immediate") {
            // The jobs are dropped unrun, which their callers are told.
            tracing::error!(error = %error, "the database does not begin a transaction");
            waiting.for_each(drop);
            continue;
        }
        let told: Vec<_> = waiting.map(|job| job(conn)).collect();
        let durable = commit(conn);
        told.into_iter().for_each(|tell| tell(durable.clone()));
    }
}

fn commit(conn: &Connection) -> Result<(), String> {
    execute(conn, "commit").map_err(|error| {
        tracing::error!(error = %error, "the database does not commit");
        let _ = conn.execute_batch("rollback");
        error.to_string()
    })
}

fn in_savepoint<T>(conn: &Connection, job: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    execute(conn, "savepoint job")?;
    let outcome = catch_unwind(AssertUnwindSafe(|| job(conn))).unwrap_or(Err(Error::Unwritten));
    if outcome.is_err() {
        execute(conn, "rollback to job")?;
    }
    execute(conn, "release job")?;
    outcome
}

/// Runs a statement that gives nothing, and keeps it prepared.
fn execute(conn: &Connection, sql: &str) -> rusqlite::Result<()> {
    conn.prepare_cached(sql)?.execute([]).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn writer() -> Writer {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch("create table t (n integer not null)").unwrap();
        Writer::start(conn)
    }

    fn submit<T: Send + 'static>(
        writer: &Writer,
        job: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> mpsc::Receiver<Result<T>> {
        let (answer, answered) = mpsc::channel();
        writer.submit(job, move |outcome| answer.send(outcome).unwrap());
        answered
    }

    fn count(writer: &Writer) -> i64 {
        let read = |conn: &Connection| Ok(conn.query_one("select count(*) from t", [], |row| row.get(0))?);
        submit(writer, read).recv().unwrap().unwrap()
    }

    #[test]
    fn a_job_that_fails_or_panics_is_undone_alone() {
        let writer = writer();
        let insert = |conn: &Connection| Ok(conn.execute("insert into t (n) values (1)", [])?);
        let good = submit(&writer, insert);
        let fails = submit(&writer, move |conn| {
            insert(conn)?;
            Err::<(), _>(Error::NotFound("thing"))
        });
        let panics = submit(&writer, move |conn| -> Result<()> {
            insert(conn)?;
            panic!("as a library might");
        });
        assert!(good.recv().unwrap().is_ok());
        assert!(matches!(fails.recv().unwrap(), Err(Error::NotFound(_))));
        assert!(matches!(panics.recv().unwrap(), Err(Error::Unwritten)));
        assert_eq!(count(&writer), 1);
    }
}

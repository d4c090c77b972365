use std::os::unix::process::ExitStatusExt;

use super::*;

fn shell(script: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    command
}

fn ready_at(line: &str) -> Option<u16> {
    line.strip_prefix("ready on ")?.parse().ok()
}

#[tokio::test]
async fn a_daemon_is_ready_when_it_says_so() {
    let script = "echo starting; echo ready on 4711; echo then this; exec tail -f /dev/null";
    let (mut daemon, port) = Daemon::start(shell(script), ready_at).await.unwrap();
    assert_eq!(port, 4711);
    assert_eq!(daemon.next_line().await.unwrap(), "then this");
    assert_eq!(daemon.kill().await.unwrap().status.signal(), Some(9));
}

#[tokio::test]
async fn a_daemon_that_ends_before_it_is_ready_leaves_its_last_words() {
    let error = Daemon::start(shell("echo hello; echo no database >&2; exit 3"), ready_at).await.unwrap_err();
    let Error::NotReady { ended, .. } = &error else { panic!("{error}") };
    assert_eq!(ended.status.code(), Some(3));
    assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("hello\n", "no database\n"));
    assert!(error.to_string().contains("no database"), "{error}");
}

#[tokio::test]
async fn only_the_last_lines_are_kept() {
    let error = Daemon::start(shell("seq 1 100000"), ready_at).await.unwrap_err();
    let Error::NotReady { ended, .. } = error else { panic!("{error}") };
    assert!(ended.stdout.starts_with("99941\n") && ended.stdout.ends_with("100000\n"), "{}", ended.stdout);
}

#[tokio::test]
async fn what_nobody_read_is_there_at_the_end() {
    let script = "seq 1 1000 >&2; echo ready on 1; echo more; exec tail -f /dev/null";
    let (mut daemon, _) = Daemon::start(shell(script), ready_at).await.unwrap();
    assert_eq!(daemon.next_line().await.unwrap(), "more");
    let unread = daemon.kill().await.unwrap().unread;
    assert_eq!((unread.len(), unread[0].as_str(), unread[999].as_str()), (1_000, "1", "1000"));
}

#[tokio::test]
async fn a_stopped_daemon_may_clean_up() {
    // What it waits for holds none of its outputs, and ends with it even where the signal found it not yet running.
    let waits = "tail -f --pid=$$ /dev/null >/dev/null 2>&1";
    let script = format!("trap 'kill $!; echo bye; exit 0' TERM; {waits} & echo ready on 1; wait");
    let (daemon, _) = Daemon::start(shell(&script), ready_at).await.unwrap();
    let ended = daemon.stop().await.unwrap();
    assert!(ended.status.success());
    assert_eq!(ended.stdout, "ready on 1\nbye\n");
}

#[tokio::test]
async fn a_program_that_does_not_exist_is_named() {
    let error = Daemon::start(Command::new("rantau-no-such-program"), ready_at).await.unwrap_err();
    assert_eq!(error.to_string(), "rantau-no-such-program cannot be started");
    assert!(program("rantau-no-such-program").unwrap_err().to_string().contains("cargo build --bin"));
}

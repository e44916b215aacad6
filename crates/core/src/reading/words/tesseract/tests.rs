//! What a child process may do to us. That words are read is tested with a drawn page in `tests/reading.rs`.

use super::*;
use std::time::Instant;

fn shell(script: &str) -> Child {
    command(Path::new("/bin/sh")).args(["-c", script]).stdin(Stdio::piped()).spawn().expect("a shell")
}

#[tokio::test]
async fn what_it_says_is_taken_though_it_does_not_listen() {
    assert_eq!(output(shell("exec <&-; echo parole"), vec![0; 8 << 20]).await.as_deref(), Some("parole\n"));
    assert_eq!(output(shell("wc -c"), vec![0; 3 << 20]).await.as_deref().map(str::trim), Some("3145728"));
}

#[tokio::test]
async fn a_failure_and_a_flood_are_no_words() {
    assert_eq!(output(shell("echo parole; exit 3"), Vec::new()).await, None);
    let started = Instant::now();
    assert_eq!(output(shell("yes"), Vec::new()).await, None);
    assert!(started.elapsed() < LONGEST, "cut off at once, not at the limit of time");
}

#[tokio::test(start_paused = true)]
async fn one_that_does_not_end_is_given_up() {
    assert_eq!(output(shell("sleep 1000"), Vec::new()).await, None);
}

//! `tesseract` as a child process: the page goes in by its standard input, so that it is never a file.

use super::{LONGEST, MOST_BYTES};
use crate::reading::grey::Grey;
use std::{
    env,
    path::{Path, PathBuf},
    process::Stdio,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::{Child, Command},
    sync::OnceCell,
    time::timeout,
};

/// Where its Windows setup puts it, beneath the folder of programs.
const WINDOWS_PLACE: &str = "Tesseract-OCR";
/// The languages wanted, of those that are installed.
const LANGUAGES: [&str; 3] = ["ita", "deu", "eng"];

/// The engine that was found.
pub struct Engine {
    program: PathBuf,
    languages: String,
}

static ENGINE: OnceCell<Option<Engine>> = OnceCell::const_new();

/// The engine, looked for once.
pub async fn find() -> Option<&'static Engine> {
    ENGINE.get_or_init(look).await.as_ref()
}

async fn look() -> Option<Engine> {
    let name = format!("tesseract{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH").unwrap_or_default();
    let programs = env::var_os("ProgramFiles").map(|folder| Path::new(&folder).join(WINDOWS_PLACE));
    // Only absolute places: what lies in the folder that happens to be current is not to be run.
    let folders = env::split_paths(&path).chain(programs).filter(|folder| folder.is_absolute());
    let program = folders.map(|folder| folder.join(&name)).find(|program| program.is_file())?;
    let child = command(&program).arg("--list-langs").stdin(Stdio::null()).spawn().ok()?;
    let listed = output(child, Vec::new()).await?;
    let has = |language: &&str| listed.lines().any(|line| line.trim() == *language);
    let languages = LANGUAGES.iter().copied().filter(has).collect::<Vec<_>>().join("+");
    (!languages.is_empty()).then_some(Engine { program, languages })
}

/// The words on a page.
pub async fn words(page: &Grey) -> Option<String> {
    let engine = find().await?;
    let dpi = page.dpi.to_string();
    let mut command = command(&engine.program);
    command.args(["stdin", "stdout", "-l", &engine.languages, "--psm", "3", "--dpi", &dpi]);
    let child = command.stdin(Stdio::piped()).spawn().ok()?;
    output(child, page.pgm()).await
}

fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    // More threads make it no faster and the counter slower.
    command.env("OMP_THREAD_LIMIT", "1");
    command.stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    #[cfg(windows)]
    command.creation_flags(0x0800_0000); // CREATE_NO_WINDOW
    command
}

/// Feeds a child and takes what it says, within the limits of time and bytes; beyond either it is ended.
async fn output(mut child: Child, input: Vec<u8>) -> Option<String> {
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take()?);
    let feed = async {
        if let Some(mut stdin) = stdin {
            // An engine that ends early says so by its status.
            let _ = stdin.write_all(&input).await;
        }
    };
    let take = async {
        let mut said = Vec::new();
        stdout.take(MOST_BYTES as u64 + 1).read_to_end(&mut said).await.ok()?;
        (said.len() <= MOST_BYTES).then_some(said)
    };
    let whole = async {
        let ((), said) = tokio::join!(feed, take);
        let said = said?;
        child.wait().await.ok()?.success().then_some(said)
    };
    let said = timeout(LONGEST, whole).await.ok()??;
    Some(String::from_utf8_lossy(&said).into_owned())
}

#[cfg(all(test, unix))]
mod tests;

//! Answers of other programs: theirs where they are installed, what they said when they were asked otherwise.

use std::{
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A file beside these tests.
pub fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/codice_fiscale").join(name)
}

/// What `program` answers to `questions`, and whether it was asked now. With `UPDATE_RECORDED` set it must be
/// installed, and what it says is recorded.
pub fn answers(program: &mut Command, questions: &str, recorded: &str) -> (String, bool) {
    let recorded = file(recorded);
    let updating = std::env::var_os("UPDATE_RECORDED").is_some();
    match ask(program, questions) {
        Some(answers) if updating => {
            fs::write(&recorded, zstd::encode_all(answers.as_bytes(), 19).expect("packed")).expect("written");
            (answers, true)
        }
        Some(answers) => (answers, true),
        None if updating => panic!("the package is not installed"),
        None => {
            let mut text = String::new();
            let packed = fs::File::open(&recorded).expect("the recorded answers");
            zstd::Decoder::new(packed).expect("zstd").read_to_string(&mut text).expect("text");
            (text, false)
        }
    }
}

fn ask(program: &mut Command, questions: &str) -> Option<String> {
    let mut child = program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let mut stdin = child.stdin.take()?;
    let questions = questions.to_owned();
    // A program without its package ends before it has read them.
    let writer = std::thread::spawn(move || drop(stdin.write_all(questions.as_bytes())));
    let output = child.wait_with_output().ok()?;
    writer.join().ok()?;
    output.status.success().then(|| String::from_utf8(output.stdout).ok())?
}

//! The mock's jobs: what it takes, what it hands over, and how it ends.

use super::{JobRecord, MAX_HEIGHT, MAX_WIDTH, Quirk, Shared, State, lock, paper};
use axum::{
    body::{Body, Bytes},
    extract::{Path, State as Extracted},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use std::time::{Duration, Instant};
use tokio_stream::wrappers::ReceiverStream;

/// How soon after a page some say that there is no more.
const TOO_SOON: Duration = Duration::from_millis(20);

/// `POST ScanJobs`
pub async fn create(Extracted(shared): Extracted<Shared>, body: String) -> Response {
    let mut state = lock(&shared);
    state.asked.push(Instant::now());
    state.settings.push(body.clone());
    if state.warming() {
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "1")]).into_response();
    }
    if state.has(Quirk::Busy) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let job = match accept(&state, &body) {
        Ok(job) => job,
        Err(refusal) => return refusal.into_response(),
    };
    let number = job.path.rsplit(':').next().unwrap_or_default().to_owned();
    let location = if state.has(Quirk::RelativeLocation) {
        job.path.clone()
    } else if state.has(Quirk::WrongHostLocation) {
        format!("http://elsewhere.invalid:8080{}", job.path)
    } else if state.has(Quirk::TruncatedLocation) {
        format!("http://[fe80{}", job.path)
    } else {
        format!("http://{}{}", state.hosts.last().map_or("localhost", String::as_str), job.path)
    };
    state.jobs.push(job);
    let body = if state.has(Quirk::DropsAfterHeaders) { cut(b"<a>".to_vec()) } else { Body::from(number) };
    let mut response = (StatusCode::CREATED, body).into_response();
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_str(&location).expect("a location"));
    response
}

/// Takes only what was offered.
fn accept(state: &State, settings: &str) -> Result<JobRecord, StatusCode> {
    let number = |name: &str| -> Option<u32> { value(settings, name)?.parse().ok() };
    let (Some(width), Some(height)) = (number("Width"), number("Height")) else { return Err(StatusCode::BAD_REQUEST) };
    let (left, top) = (number("XOffset").unwrap_or(0), number("YOffset").unwrap_or(0));
    let tallest = if state.has(Quirk::OneUnitLess) { MAX_HEIGHT - 1 } else { MAX_HEIGHT };
    if left + width > MAX_WIDTH || top + height > tallest || width == 0 || height == 0 {
        return Err(StatusCode::CONFLICT);
    }
    let feeder = match value(settings, "InputSource") {
        Some("Platen") if !state.has(Quirk::NoPlaten) => false,
        Some("Feeder") => true,
        _ => return Err(StatusCode::CONFLICT),
    };
    let duplex = feeder && value(settings, "Duplex") == Some("true");
    let colour = value(settings, "ColorMode").unwrap_or("RGB24").to_owned();
    if colour == "BlackAndWhite1" && state.has(Quirk::RefusesBilevel) {
        return Err(StatusCode::CONFLICT);
    }
    if feeder && (state.sheets == 0) && state.has(Quirk::EmptyIsJam) {
        return Err(StatusCode::CONFLICT);
    }
    let format = value(settings, "DocumentFormatExt").or(value(settings, "DocumentFormat")).unwrap_or("image/jpeg");
    let dpi = number("XResolution").unwrap_or(300);
    if !(75..=600).contains(&dpi) {
        return Err(StatusCode::CONFLICT);
    }
    let dpi = if state.has(Quirk::HalfResolution) { dpi.min(300) } else { dpi };
    let sides = if duplex { 2 } else { 1 };
    Ok(JobRecord {
        path: format!("/eSCL/ScanJobs/urn:uuid:{}", state.jobs.len() + 1),
        state: "Processing",
        reason: "JobScanning",
        given: 0,
        left: if feeder { state.sheets * sides } else { 1 },
        size: (width * dpi / 300, height * dpi / 300),
        format: format.to_owned(),
        colour,
        duplex,
        feeder,
        last: None,
        refusals: 0,
    })
}

/// `GET NextDocument`
pub async fn next(Extracted(shared): Extracted<Shared>, Path(job): Path<String>) -> Response {
    if lock(&shared).has(Quirk::Hangs) {
        std::future::pending::<()>().await;
    }
    let mut state = lock(&shared);
    let path = format!("/eSCL/ScanJobs/{job}");
    let Some(index) = state.jobs.iter().position(|job| job.path == path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if let Some(early) = not_now(&mut state, index).or_else(|| fault(&mut state, index)) {
        return early.into_response();
    }
    if state.jobs[index].left == 0 {
        return end(&mut state, index).into_response();
    }
    if state.has(Quirk::EmptyPage) {
        finish(&mut state.jobs[index], "Aborted", "PaperJam");
        return StatusCode::OK.into_response();
    }
    if state.has(Quirk::EmptyPageCompleted) {
        finish(&mut state.jobs[index], "Completed", "NO_DOCS");
        return StatusCode::OK.into_response();
    }
    hand_over(&mut state, index)
}

fn not_now(state: &mut State, index: usize) -> Option<StatusCode> {
    let early = state.has(Quirk::EarlyEnd) || state.has(Quirk::EarlyEndUnnamed);
    let (gone, later) = (state.has(Quirk::GoneIsLater), state.has(Quirk::NotYet) || state.has(Quirk::FeederSaysEmpty));
    let job = &mut state.jobs[index];
    if job.state != "Processing" {
        return None;
    }
    if early && job.left > 0 && job.last.is_some_and(|last| last.elapsed() < TOO_SOON) {
        return Some(StatusCode::NOT_FOUND);
    }
    job.refusals += 1;
    match job.refusals {
        1 if gone && job.left > 0 => Some(StatusCode::GONE),
        1 | 2 if later => Some(StatusCode::SERVICE_UNAVAILABLE),
        _ => None,
    }
}

fn fault(state: &mut State, index: usize) -> Option<StatusCode> {
    let given = state.jobs[index].given;
    let faults = [
        (Quirk::Jam, 2, "ScannerAdfJam", "PaperJam"),
        (Quirk::CoverOpen, 1, "ScannerAdfHatchOpen", "CoverOpen"),
        (Quirk::DoubleFeed, 1, "ScannerAdfMultipickDetected", "MultipickDetected"),
    ];
    for (quirk, after, feeder, reason) in faults {
        if state.has(quirk) && given >= after {
            state.wrong = Some(feeder);
            finish(&mut state.jobs[index], "Aborted", reason);
            return Some(StatusCode::CONFLICT);
        }
    }
    if state.has(Quirk::CancelledThere) && given >= 1 {
        finish(&mut state.jobs[index], "Canceled", "JobCanceledByUser");
        return Some(StatusCode::GONE);
    }
    (state.has(Quirk::StopsAfterOne) && given >= 1).then_some(StatusCode::NOT_FOUND)
}

fn end(state: &mut State, index: usize) -> StatusCode {
    let conflict = state.has(Quirk::EndsWithConflict);
    let job = &mut state.jobs[index];
    let first = job.state == "Processing";
    if first && !(conflict && job.feeder) {
        let empty = job.given == 0;
        finish(
            job,
            if empty { "Aborted" } else { "Completed" },
            if empty { "NO_DOCS" } else { "JobCompletedSuccessfully" },
        );
    }
    if conflict && job.feeder && first {
        finish(job, "Completed", "JobCompletedSuccessfully");
        return StatusCode::CONFLICT;
    }
    StatusCode::NOT_FOUND
}

fn finish(job: &mut JobRecord, word: &'static str, reason: &'static str) {
    (job.state, job.reason, job.left) = (word, reason, 0);
}

/// Once asked for, a page is gone from the glass: no scanner gives it twice.
fn hand_over(state: &mut State, index: usize) -> Response {
    let (other, pdf) = (state.has(Quirk::OtherFormat), state.has(Quirk::PdfOnly));
    let (dead, broken, endless) =
        (state.has(Quirk::DeadRead), state.has(Quirk::BreaksOff), state.has(Quirk::EndlessPage));
    let picture = (!state.pictures.is_empty()).then(|| {
        let given: u32 = state.jobs.iter().map(|job| job.given).sum();
        state.pictures[given as usize % state.pictures.len()].clone()
    });
    let job = &mut state.jobs[index];
    job.given += 1;
    job.left -= 1;
    job.refusals = 0;
    job.last = Some(Instant::now());
    let (given, duplex, feeder) = (job.given, job.duplex, job.feeder);
    let bytes = match picture {
        Some(picture) => picture,
        None if pdf => paper::pdf(),
        None if other => paper::page(given, job.size, "image/png", "RGB24"),
        None => paper::page(given, job.size, &job.format, &job.colour),
    };
    let format = if other { "image/jpeg".to_owned() } else { job.format.clone() };
    if feeder && (!duplex || given % 2 == 0) {
        state.sheets -= 1;
    }
    let body = if dead {
        stalled(bytes[..bytes.len() / 2].to_vec())
    } else if broken && given == 2 {
        cut(bytes[..bytes.len() / 2].to_vec())
    } else if endless {
        Body::from_stream(endless_after(bytes))
    } else {
        Body::from(bytes)
    };
    ([(header::CONTENT_TYPE, format)], body).into_response()
}

/// `DELETE` of a job
pub async fn delete(Extracted(shared): Extracted<Shared>, Path(job): Path<String>) -> StatusCode {
    let mut state = lock(&shared);
    let path = format!("/eSCL/ScanJobs/{job}");
    match state.jobs.iter_mut().find(|job| job.path == path) {
        Some(job) if job.state == "Processing" => {
            finish(job, "Canceled", "JobCanceledByUser");
            StatusCode::OK
        }
        Some(_) => StatusCode::OK,
        None => StatusCode::NOT_FOUND,
    }
}

type Pieces = ReceiverStream<Result<Bytes, std::io::Error>>;

/// Some bytes, and then the connection is gone.
fn cut(bytes: Vec<u8>) -> Body {
    let (send, receive) = tokio::sync::mpsc::channel(1);
    tokio::spawn(async move {
        let _ = send.send(Ok(Bytes::from(bytes))).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
        let _ = send.send(Err(std::io::ErrorKind::ConnectionReset.into())).await;
    });
    Body::from_stream(Pieces::new(receive))
}

/// Some bytes, and then nothing.
fn stalled(bytes: Vec<u8>) -> Body {
    let (send, receive) = tokio::sync::mpsc::channel(1);
    tokio::spawn(async move {
        let _ = send.send(Ok(Bytes::from(bytes))).await;
        send.closed().await;
    });
    Body::from_stream(Pieces::new(receive))
}

/// The same piece over and over.
pub fn endless(piece: Vec<u8>) -> Pieces {
    endless_after(piece.repeat(4096))
}

fn endless_after(piece: Vec<u8>) -> Pieces {
    let (send, receive) = tokio::sync::mpsc::channel(1);
    let piece = Bytes::from(piece);
    tokio::spawn(async move { while send.send(Ok(piece.clone())).await.is_ok() {} });
    Pieces::new(receive)
}

/// The text between the tags of a name, whatever their prefix.
fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let end = text.find(&format!(":{name}>"))? + name.len() + 2;
    let rest = &text[end..];
    Some(rest[..rest.find('<')?].trim())
}

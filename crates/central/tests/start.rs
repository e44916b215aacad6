//! How Centrale refuses to start where it would not be safe, and what it serves when it does.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod desk;

use desk::{problem, settings, world};
use sportello_central::{Centrale, clock::Clock, demo, error::Fault, launch, store::Store, tls::TlsFiles};
use std::{fs, net::TcpListener, path::Path};

async fn refusal(settings: &Centrale, address: &str) -> Fault {
    match launch(settings, TcpListener::bind(address).unwrap()).await {
        Ok(running) => panic!("it started on {}", running.address),
        Err(fault) => fault,
    }
}

#[tokio::test]
async fn plain_http_is_for_loopback_only() {
    let folder = tempfile::tempdir().unwrap();
    let fault = refusal(&settings(&folder), "0.0.0.0:0").await;
    assert!(matches!(fault, Fault::PlainHttpOutside(_)), "{fault}");
    assert!(!folder.path().join("data").exists(), "nothing was made");
}

#[tokio::test]
async fn tls_files_that_are_none_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("nothing.pem");
    fs::write(&file, "no certificate").unwrap();
    let tls = Some(TlsFiles { certificate: file.clone(), key: file });
    let fault = refusal(&Centrale { tls, ..settings(&folder) }, "127.0.0.1:0").await;
    assert!(matches!(fault, Fault::Tls), "{fault}");
}

#[tokio::test]
async fn with_its_files_it_serves_https_and_cookies_for_https_only() {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let (certificate, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    fs::write(&certificate, made.cert.pem()).unwrap();
    fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let settings = Centrale { tls: Some(TlsFiles { certificate, key }), ..settings(&folder) };
    let centrale = launch(&settings, TcpListener::bind("127.0.0.1:0").unwrap()).await.unwrap();
    demo::fill(&centrale.app.store, settings.clock.now(), false).unwrap();
    let trusted = reqwest::Certificate::from_pem(made.cert.pem().as_bytes()).unwrap();
    let http = reqwest::Client::builder().add_root_certificate(trusted).build().unwrap();
    let url = format!("https://localhost:{}/rest/console/v1/session", centrale.address.port());
    let login = serde_json::json!({ "name": "funzionario", "password": "Demo-Funzionario-1" });
    let answer = http.post(&url).header("X-Sportello-Console", "1").json(&login).send().await.unwrap();
    assert_eq!(answer.headers()["strict-transport-security"], "max-age=31536000");
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    assert!(
        cookie.contains("; Secure") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    let stranger = reqwest::Client::new().get(&url).send().await;
    assert!(stranger.is_err(), "who does not know the certificate does not speak to it");
}

#[tokio::test]
async fn a_key_inside_the_data_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("data/keys/key");
    let fault = refusal(&Centrale { key_file: inside.clone(), ..settings(&folder) }, "127.0.0.1:0").await;
    assert!(matches!(fault, Fault::KeyInsideData(_)), "{fault}");
    assert!(!inside.exists());
}

#[cfg(unix)]
#[tokio::test]
async fn a_key_that_others_can_read_or_that_leads_inside_is_refused() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(&folder);
    launch(&settings, TcpListener::bind("127.0.0.1:0").unwrap()).await.unwrap();
    assert_eq!(fs::metadata(&settings.key_file).unwrap().permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&settings.key_file, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(matches!(refusal(&settings, "127.0.0.1:0").await, Fault::KeyReadable(_)));
    fs::rename(&settings.key_file, settings.data.join("key")).unwrap();
    symlink(settings.data.join("key"), &settings.key_file).unwrap();
    assert!(matches!(refusal(&settings, "127.0.0.1:0").await, Fault::KeyInsideData(_)));
}

#[test]
fn another_key_does_not_open_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(&folder);
    drop(Store::open(&settings.data, &settings.key_file).unwrap());
    let other = folder.path().join("other");
    assert!(matches!(Store::open(&settings.data, &other).err(), Some(Fault::WrongKey)));
}

#[test]
fn the_demonstration_fills_only_what_is_empty_on_any_day() {
    for day in ["2026-11-20T11:00:00Z", "2026-11-22T23:30:00Z", "2026-12-31T06:00:00Z", "2026-03-29T00:30:00Z"] {
        for all_day in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let settings = settings(&folder);
            let store = Store::open(&settings.data, &settings.key_file).unwrap();
            demo::fill(&store, day.parse().unwrap(), all_day).unwrap();
            assert!(matches!(demo::fill(&store, Clock::default().now(), all_day), Err(Fault::NotEmpty)), "{day}");
            let (people, appointments): (i64, i64) = store
                .read_now(|conn| {
                    let count =
                        |table: &str| conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0));
                    Ok((count("citizen")?, count("appointment")?))
                })
                .unwrap();
            assert_eq!((people, appointments), (30, 13), "{day}");
        }
    }
}

#[tokio::test]
async fn every_error_is_a_problem_document() {
    let world = world().await;
    let base = world.base();
    let nowhere = world.http.get(format!("{base}/nowhere")).send().await.unwrap();
    assert_eq!(problem(nowhere).await, (404, "not_found".into()));
    let method = world.http.delete(format!("{base}/status")).send().await.unwrap();
    assert_eq!(problem(method).await, (405, "bad_request".into()));
    let enrolments = || world.http.post(format!("{base}/enrolments")).header("Idempotency-Key", "one");
    let shape = enrolments().header("Content-Type", "application/json").body("{\"code\":").send().await.unwrap();
    assert_eq!(problem(shape).await, (400, "bad_request".into()));
    let large =
        enrolments().header("Content-Type", "application/json").body(vec![b' '; 2_000_000]).send().await.unwrap();
    assert_eq!(problem(large).await, (413, "too_large".into()));
    let status = world.http.get(format!("{base}/status")).send().await.unwrap();
    assert_eq!(status.headers()["cache-control"], "no-store");
    assert_eq!(problem(status).await, (200, "ok".into()));
}

#[tokio::test]
async fn pages_may_load_nothing_from_elsewhere_and_scripts_are_scripts() {
    let world = world().await;
    let get = async |path: &str| world.http.get(format!("{}{path}", world.centrale.url)).send().await.unwrap();
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/dist");
    for (page, media) in [("/console/", false), ("/console/stanza/", true), ("/videochiamata/", true)] {
        let answer = get(page).await;
        // Where the pages were not built there are none to check.
        if built.join("console.html").exists() {
            let policy = answer.headers()["content-security-policy"].to_str().unwrap();
            assert!(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
            let allowed = answer.headers()["permissions-policy"].to_str().unwrap();
            let wanted = if media { "camera=(self), microphone=(self)," } else { "camera=(), microphone=()," };
            assert!(allowed.starts_with(wanted), "{page}: {allowed}");
        } else {
            assert_eq!(answer.status(), 404);
        }
    }
    for entry in fs::read_dir(built.join("assets")).into_iter().flatten() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let kind = get(&format!("/console/assets/{name}")).await.headers()["content-type"].to_str().unwrap().to_owned();
        // With nosniff a browser runs no script, worker or style of an unnamed type.
        assert_ne!(kind, "application/octet-stream", "{name}");
        assert!(!name.ends_with("js") || kind.starts_with("text/javascript"), "{name}");
    }
    assert_eq!(problem(get("/index.html").await).await, (404, "not_found".into()));
}

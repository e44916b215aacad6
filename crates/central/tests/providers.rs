//! Who provides the meeting: the link that a desk gets from each provider, pasted late, formed, or refused.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod desk;
mod office;

use axum::{
    Router,
    extract::{Query, RawQuery},
    routing::get,
};
use desk::{World, problem, settings};
use office::{Office, book, pulled};
use reqwest::{Client, Method, Response, Url};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use sportello_central::{Centrale, demo, launch};
use std::{
    collections::HashMap,
    fs,
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    sync::{Arc, Mutex},
};

const SECRET: &str = "invented-for-this-test";

async fn world_of(meetings: &Value) -> World {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("meetings.json");
    fs::write(&file, meetings.to_string()).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let settings = Centrale { meetings: Some(file), ..settings(&folder) };
    let centrale = launch(&settings, TcpListener::bind("127.0.0.1:0").unwrap()).await.unwrap();
    demo::fill(&centrale.app.store, settings.clock.now(), true).unwrap();
    World { folder, settings, centrale, http: Client::new() }
}

struct Booked<'a> {
    office: Office<'a>,
    desk: desk::Desk,
    id: String,
}

impl<'a> Booked<'a> {
    async fn at(world: &'a World) -> Self {
        let office = Office::enter_as(world, "funzionario", "Demo-Funzionario-1").await;
        let mut desk = world.desk("S1").await;
        let slots = desk.read("/slots").await;
        let slot = slots["slots"].as_array().unwrap().iter().find(|slot| slot["free"] == true).unwrap().clone();
        let (id, _) = book(&mut desk, &slot).await;
        Self { office, desk, id }
    }

    async fn open(&self, room: &Value) -> Response {
        self.office.ask(Method::PUT, &format!("/appointments/{}/room", self.id), Some(room)).await
    }

    async fn close(&self) {
        let path = format!("/appointments/{}/room", self.id);
        assert_eq!(self.office.ask(Method::DELETE, &path, None).await.status(), 200);
    }

    /// The meeting as the desk's next pull tells it.
    async fn at_desk(&self) -> Value {
        pulled(&self.desk, &self.id).await["meeting"].clone()
    }

    async fn room(&self) -> Value {
        self.office.read(&format!("/appointments/{}", self.id)).await["room"].clone()
    }
}

#[tokio::test]
async fn a_link_of_teams_is_pasted_and_may_change_or_get_a_code_later() {
    let world = world_of(&json!({ "provider": { "kind": "teams" } })).await;
    let booked = Booked::at(&world).await;
    assert_eq!(booked.room().await["provider"], "pasted");
    assert_eq!(problem(booked.open(&json!({})).await).await, (400, "bad_request".into()), "only a person knows it");
    for elsewhere in [
        "https://evil.example/l/meetup-join/1",
        "https://teams.microsoft.com@evil.example/",
        "http://teams.microsoft.com/l/1",
        "https://teams.microsoft.com:8443/l/1",
        "https://TEAMS.microsoft.com/l/1",
        "javascript:alert(1)",
    ] {
        let refused = problem(booked.open(&json!({ "link": elsewhere })).await).await;
        assert_eq!(refused, (400, "bad_request".into()), "{elsewhere}");
    }
    let first = "https://teams.microsoft.com/l/meetup-join/1";
    assert_eq!(booked.open(&json!({ "link": first })).await.status(), 200);
    let opened = booked.at_desk().await;
    assert_eq!((&opened["link"], &opened["door_code"]), (&json!(first), &Value::Null));
    let second = "https://teams.microsoft.com/l/meetup-join/2";
    let room = json!({ "link": format!(" {second} "), "door_code": " 4711 " });
    assert_eq!(booked.open(&room).await.status(), 200);
    let changed = booked.at_desk().await;
    assert_eq!((&changed["link"], &changed["door_code"]), (&json!(second), &json!("4711")));
    assert_eq!(changed["opened_at"], opened["opened_at"], "the same opening");
    assert_eq!(booked.room().await["door"], second);
}

#[tokio::test]
async fn a_jitsi_room_is_new_with_each_opening_and_its_host_is_allowed_at_the_desks() {
    let world = world_of(&json!({ "provider": { "kind": "jitsi", "host": "meet.example" } })).await;
    let booked = Booked::at(&world).await;
    assert_eq!(booked.open(&json!({})).await.status(), 200);
    let link = booked.at_desk().await["link"].as_str().unwrap().to_owned();
    assert!(link.starts_with("https://meet.example/sportello-") && link.len() > 60, "{link}");
    assert_eq!(booked.open(&json!({ "door_code": "1" })).await.status(), 200);
    assert_eq!(booked.at_desk().await["link"], link.as_str(), "a code does not move an open room");
    booked.close().await;
    let closed = booked.at_desk().await;
    assert_eq!((&closed["link"], &closed["door_code"]), (&Value::Null, &Value::Null), "they led to that opening");
    assert_eq!(booked.open(&json!({})).await.status(), 200);
    assert_ne!(booked.at_desk().await["link"], link.as_str());
    let hosts = booked.desk.read("/catalogue").await["meeting_hosts"].clone();
    assert!(hosts.as_array().unwrap().contains(&json!("meet.example")), "{hosts}");
}

#[tokio::test]
async fn a_room_that_had_a_pasted_link_opens_again_as_centrales_own() {
    let world = world_of(&json!({})).await;
    let booked = Booked::at(&world).await;
    let room = json!({ "link": "https://teams.microsoft.com/l/meetup-join/1", "door_code": "4711" });
    assert_eq!(booked.open(&room).await.status(), 200);
    booked.close().await;
    assert_eq!(booked.open(&json!({})).await.status(), 200);
    let meeting = booked.at_desk().await;
    assert_eq!((&meeting["link"], &meeting["door_code"]), (&Value::Null, &Value::Null));
    assert_eq!(booked.room().await["door"], Value::Null);
}

/// Stands for a BigBlueButton server, which cannot be here: it checks the checksum as the real one does and answers `create`.
async fn bigbluebutton() -> (String, Arc<Mutex<Vec<String>>>) {
    let created = Arc::new(Mutex::new(Vec::new()));
    let seen = created.clone();
    let create = move |RawQuery(query): RawQuery, Query(fields): Query<HashMap<String, String>>| {
        let good = is_signed("create", &query.unwrap_or_default());
        if good {
            seen.lock().unwrap().push(fields["meetingID"].clone());
        }
        async move { format!("<response><returncode>{}</returncode></response>", if good { "SUCCESS" } else { "FAILED" }) }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/bigbluebutton/api/", listener.local_addr().unwrap());
    let router = Router::new().route("/bigbluebutton/api/create", get(create));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, created)
}

/// The rule of its documentation: the call's name, the query without the checksum, the secret.
fn is_signed(call: &str, query: &str) -> bool {
    let Some((signed, checksum)) = query.rsplit_once("&checksum=") else { return false };
    checksum == hex(digest(&SHA256, format!("{call}{signed}{SECRET}").as_bytes()).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn a_bigbluebutton_room_is_made_before_anybody_is_sent_there_and_each_joins_as_who_they_are() {
    let (url, created) = bigbluebutton().await;
    let world = world_of(&json!({ "provider": { "kind": "bbb", "url": url, "secret": SECRET } })).await;
    let booked = Booked::at(&world).await;
    assert_eq!(booked.open(&json!({})).await.status(), 200);
    assert_eq!(created.lock().unwrap().join(" "), booked.id, "once");
    let join = |link: &Value| {
        let link = Url::parse(link.as_str().unwrap()).unwrap();
        assert!(is_signed("join", link.query().unwrap()), "{link}");
        link.query_pairs().into_owned().collect::<HashMap<_, _>>()
    };
    let (counter, officer) = (join(&booked.at_desk().await["link"]), join(&booked.room().await["door"]));
    assert_eq!((counter["role"].as_str(), counter["guest"].as_str()), ("VIEWER", "true"), "the lobby is theirs");
    assert_eq!(officer["role"], "MODERATOR");
    assert_eq!((&counter["meetingID"], &officer["meetingID"]), (&booked.id, &booked.id));
    assert_eq!(counter["fullName"], "Sportello 1", "a desk's name, not a person's");

    let world =
        world_of(&json!({ "provider": { "kind": "bbb", "url": "http://127.0.0.1:1/api/", "secret": SECRET } })).await;
    let booked = Booked::at(&world).await;
    assert_eq!(problem(booked.open(&json!({})).await).await, (503, "unavailable".into()));
}

#[tokio::test]
async fn a_file_of_meetings_that_others_can_read_or_nobody_understands_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("meetings.json");
    let refused = async |text: &str, mode: u32| {
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let settings = Centrale { meetings: Some(file.clone()), ..settings(&folder) };
        launch(&settings, TcpListener::bind("127.0.0.1:0").unwrap()).await.err().map(|fault| fault.to_string())
    };
    assert!(refused("{}", 0o644).await.unwrap().contains("readable by others"));
    assert!(refused(r#"{ "provider": { "kind": "zoom" } }"#, 0o600).await.unwrap().contains("meetings file"));
    assert!(refused(r#"{ "phon": "1" }"#, 0o600).await.unwrap().contains("meetings file"), "a name that is mistyped");
    assert_eq!(refused("{}", 0o600).await, None);
}

#[tokio::test]
async fn the_page_gets_the_telephone_and_credentials_that_end() {
    let turn = json!({ "urls": ["turn:turn.example:3478?transport=udp"], "secret": SECRET });
    let settings = json!({ "phone": "0437 111111", "stun": ["stun:stun.example:3478"], "turn": turn });
    let world = world_of(&settings).await;
    assert_eq!(world.centrale.app.meetings.phone.as_deref(), Some("0437 111111"));
    let now = world.settings.clock.now();
    let servers = sportello_central::meetings::turn::servers(&world.centrale.app.meetings, now).unwrap();
    let servers = serde_json::to_value(servers).unwrap();
    assert_eq!(servers[0], json!({ "urls": ["stun:stun.example:3478"] }));
    let end: i64 = servers[1]["username"].as_str().unwrap().split(':').next().unwrap().parse().unwrap();
    assert_eq!(end, now.as_second() + 4 * 3600);
    assert!(!servers.to_string().contains(SECRET));
}

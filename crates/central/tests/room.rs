//! Centrale's own room: who may enter, the lobby, what passes through, when it ends, and what the log keeps.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod desk;
mod office;

use desk::{Desk, World, problem, world};
use futures_util::SinkExt;
use jiff::SignedDuration;
use office::{Office, book};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::{net::TcpStream, time::timeout};
use tokio_stream::StreamExt;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest, http::Response},
};

const PATIENCE: Duration = Duration::from_secs(20);

struct Line(WebSocketStream<MaybeTlsStream<TcpStream>>);

struct Meeting<'a> {
    world: &'a World,
    office: Office<'a>,
    desk: Desk,
    id: String,
}

impl Line {
    async fn open(
        world: &World,
        path: &str,
        cookie: &str,
        origin: Option<&str>,
    ) -> Result<Self, Box<Response<Option<Vec<u8>>>>> {
        let address = format!("{}{path}", world.centrale.url.replacen("http", "ws", 1));
        let mut request = address.into_client_request().unwrap();
        request.headers_mut().insert("Cookie", cookie.parse().unwrap());
        if let Some(origin) = origin {
            request.headers_mut().insert("Origin", origin.parse().unwrap());
        }
        match connect_async(request).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(answer)) => Err(answer),
            Err(other) => panic!("{other}"),
        }
    }

    async fn say(&mut self, said: &Value) {
        self.say_text(said.to_string()).await;
    }

    async fn say_text(&mut self, text: String) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    /// The next word of that kind; others may come before.
    async fn hear(&mut self, kind: &str) -> Value {
        loop {
            match self.next().await {
                Ok(said) if said["kind"] == kind => return said,
                Ok(_) => {}
                Err(code) => panic!("ended by {code} before {kind}"),
            }
        }
    }

    /// The code with which the room ends the line.
    async fn end(&mut self) -> u16 {
        loop {
            if let Err(code) = self.next().await {
                return code;
            }
        }
    }

    async fn next(&mut self) -> Result<Value, u16> {
        loop {
            match timeout(PATIENCE, self.0.next()).await.expect("something is said in time") {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(frame))) => return Err(frame.map_or(1005, |frame| frame.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(1006),
            }
        }
    }
}

impl<'a> Meeting<'a> {
    /// A booked appointment whose room is open.
    async fn open(world: &'a World) -> Self {
        let office = Office::enter_as(world, "funzionario", "Demo-Funzionario-1").await;
        let mut desk = world.desk("S1").await;
        let slots = desk.read("/slots").await;
        let slot = slots["slots"].as_array().unwrap().iter().find(|slot| slot["free"] == true).unwrap().clone();
        let (id, _) = book(&mut desk, &slot).await;
        let meeting = Self { world, office, desk, id };
        meeting.room(Method::PUT).await;
        meeting
    }

    async fn room(&self, method: Method) {
        let body = json!({});
        let answer = self.office.ask(method, &format!("/appointments/{}/room", self.id), Some(&body)).await;
        assert_eq!(answer.status(), 200);
    }

    async fn ticket(&self) -> String {
        let answer = self.desk.post(&format!("/meetings/{}/tickets", self.id)).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.json::<Value>().await.unwrap()["ticket"].as_str().unwrap().to_owned()
    }

    async fn hand_in(&self, ticket: &str) -> reqwest::Response {
        let body = json!({ "ticket": ticket });
        self.world.http.post(format!("{}/meetings/entries", self.world.base())).json(&body).send().await.unwrap()
    }

    /// The counter's pass, as a cookie.
    async fn pass(&self) -> String {
        let answer = self.hand_in(&self.ticket().await).await;
        assert_eq!(answer.status(), 200);
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        assert!(cookie.contains("HttpOnly; SameSite=Strict"), "{cookie}");
        cookie.split(';').next().unwrap().to_owned()
    }

    async fn counter(&self, pass: &str, page: &str) -> (Line, Value) {
        self.enter("/rest/sportello/v1/meetings/room", pass, page).await
    }

    async fn officer(&self, page: &str) -> (Line, Value) {
        let path = format!("/rest/console/v1/appointments/{}/room/line", self.id);
        self.enter(&path, self.office.cookie(), page).await
    }

    async fn enter(&self, path: &str, cookie: &str, page: &str) -> (Line, Value) {
        let mut line = Line::open(self.world, path, cookie, Some(&self.world.centrale.url)).await.ok().unwrap();
        line.say(&json!({ "kind": "hello", "page": page })).await;
        let welcome = line.hear("welcome").await;
        (line, welcome)
    }

    async fn log(&self) -> Vec<String> {
        let seen = self.office.read(&format!("/appointments/{}", self.id)).await;
        let word = |value: &Value| value.as_str().unwrap_or("room").to_owned();
        let events = seen["room"]["events"].as_array().unwrap();
        events.iter().map(|one| format!("{} {}", word(&one["side"]), word(&one["event"]))).collect()
    }
}

#[tokio::test]
async fn a_ticket_is_good_once_and_its_pass_comes_back_until_the_room_is_closed() {
    let world = world().await;
    let meeting = Meeting::open(&world).await;
    let ticket = meeting.ticket().await;
    assert_eq!(meeting.hand_in(&ticket).await.status(), 200);
    assert_eq!(problem(meeting.hand_in(&ticket).await).await, (422, "meeting_closed".into()));

    let pass = meeting.pass().await;
    let entered = async || {
        let request = world.http.get(format!("{}/meetings/entry", world.base())).header("Cookie", &pass);
        request.send().await.unwrap().status().as_u16()
    };
    for page in ["one", "two"] {
        let (_, welcome) = meeting.counter(&pass, page).await;
        assert_eq!(welcome["side"], "counter");
        assert_eq!(entered().await, 200, "loaded again");
    }
    meeting.room(Method::DELETE).await;
    let refused = Line::open(&world, "/rest/sportello/v1/meetings/room", &pass, Some(&world.centrale.url)).await;
    assert_eq!(refused.err().unwrap().status(), 422);
    meeting.room(Method::PUT).await;
    assert_eq!(entered().await, 422, "another opening needs another ticket");
}

#[tokio::test]
async fn no_other_page_and_nobody_without_a_right_opens_a_line() {
    let world = world().await;
    let meeting = Meeting::open(&world).await;
    let (pass, own) = (meeting.pass().await, world.centrale.url.clone());
    let officers = format!("/rest/console/v1/appointments/{}/room/line", meeting.id);
    let counters = "/rest/sportello/v1/meetings/room";
    for (path, cookie, origin, status) in [
        (counters, pass.as_str(), Some("https://evil.example"), 403),
        (counters, &pass, Some("null"), 403),
        (counters, &pass, None, 403),
        (counters, "sportello_stanza=invented", Some(&own), 422),
        (counters, meeting.office.cookie(), Some(&own), 422),
        (&officers, meeting.office.cookie(), Some("http://127.0.0.1:1"), 403),
        (&officers, meeting.office.cookie(), None, 403),
        (&officers, &pass, Some(&own), 401),
    ] {
        let refused = Line::open(&world, path, cookie, origin).await.err().map(|answer| answer.status().as_u16());
        assert_eq!(refused, Some(status), "{path} {origin:?}");
    }
}

#[tokio::test]
async fn the_counter_waits_until_it_is_let_in_and_only_then_they_hear_each_other() {
    let world = world().await;
    let meeting = Meeting::open(&world).await;
    let (mut counter, welcome) = meeting.counter(&meeting.pass().await, "c").await;
    assert_eq!((&welcome["admitted"], &welcome["peer"]), (&json!(false), &Value::Null));
    let seen = meeting.office.read(&format!("/appointments/{}", meeting.id)).await;
    assert_eq!(seen["room"]["counter_here"], true, "the officer sees that somebody waits");

    let (mut officer, welcome) = meeting.officer("o").await;
    assert_eq!((&welcome["side"], &welcome["peer"]), (&json!("officer"), &json!("c")));
    assert_eq!(welcome["phone"], "0437 000000", "the comune's");
    assert_eq!(counter.hear("peer").await["page"], "o");
    counter.say(&json!({ "kind": "signal", "data": { "early": true } })).await;
    counter.say(&json!({ "kind": "beat" })).await;
    counter.hear("beat").await;
    officer.say(&json!({ "kind": "admit" })).await;
    counter.hear("admitted").await;
    counter.say(&json!({ "kind": "signal", "data": { "sdp": "answer" } })).await;
    assert_eq!(officer.hear("signal").await["data"], json!({ "sdp": "answer" }), "and not what was said in the lobby");
    officer.say(&json!({ "kind": "signal", "data": [1] })).await;
    assert_eq!(counter.hear("signal").await["data"], json!([1]));

    counter.say(&json!({ "kind": "admit" })).await;
    assert_eq!(counter.end().await, 4003, "nobody lets themselves in");
}

#[tokio::test]
async fn a_newer_line_of_a_side_takes_the_place_of_the_older() {
    let world = world().await;
    let meeting = Meeting::open(&world).await;
    let pass = meeting.pass().await;
    let (mut first, _) = meeting.counter(&pass, "c").await;
    let (mut officer, _) = meeting.officer("o").await;
    officer.say(&json!({ "kind": "admit" })).await;
    officer.hear("admitted").await;
    let (mut again, welcome) = meeting.counter(&pass, "c").await;
    assert_eq!(welcome["admitted"], true, "nobody is let in twice");
    assert_eq!(first.end().await, 4001);
    assert_eq!(officer.hear("peer").await["page"], "c");
    let (_reloaded, _) = meeting.counter(&pass, "d").await;
    assert_eq!(again.end().await, 4001);
    assert_eq!(officer.hear("peer").await["page"], "d", "and never that nobody is there");
    let log = meeting.log().await;
    let wanted = [
        "room opened",
        "counter joined",
        "officer joined",
        "counter admitted",
        "counter reconnected",
        "counter joined",
    ];
    assert_eq!(log, wanted);
}

#[tokio::test]
async fn the_room_ends_for_both_whoever_closes_it_and_the_log_ends_with_it() {
    let world = world().await;
    let meeting = Meeting::open(&world).await;
    let (mut counter, _) = meeting.counter(&meeting.pass().await, "c").await;
    let (mut officer, _) = meeting.officer("o").await;
    let of = json!({
        "path": "relay", "rtt_ms": 40, "packets_received": 900, "packets_lost": 3, "frames_decoded": 400,
        "frames_dropped": 2,
    });
    officer.say(&json!({ "kind": "quality", "of": of })).await;
    officer.say(&json!({ "kind": "beat" })).await;
    officer.hear("beat").await;
    let outcome = json!({ "outcome": "held", "note": "" });
    let path = format!("/appointments/{}/outcome", meeting.id);
    assert_eq!(meeting.office.ask(Method::PUT, &path, Some(&outcome)).await.status(), 200);
    assert_eq!((counter.end().await, officer.end().await), (4002, 4002));
    let log = meeting.log().await;
    assert_eq!(log[..4], ["room opened", "counter joined", "officer joined", "room closed"]);
    let seen = meeting.office.read(&format!("/appointments/{}", meeting.id)).await;
    assert_eq!(seen["room"]["seen_by_officer"], of);
    assert_eq!(seen["room"]["seen_by_counter"], Value::Null);
}

#[tokio::test]
async fn what_is_too_large_too_much_or_not_understood_ends_the_line() {
    let world = world().await;
    let meeting = Meeting::open(&world).await;
    let pass = meeting.pass().await;
    let (mut line, _) = meeting.counter(&pass, "c").await;
    line.say(&json!({ "kind": "signal", "data": "x".repeat(20_000) })).await;
    line.say(&json!({ "kind": "beat" })).await;
    line.hear("beat").await;
    line.say(&json!({ "kind": "signal", "data": "x".repeat(40_000) })).await;
    assert_ne!(line.end().await, 4001, "too large");
    let (mut line, _) = meeting.counter(&pass, "c").await;
    // In one go: what is said after the end finds no line.
    for _ in 0..201 {
        line.0.feed(Message::text(json!({ "kind": "beat" }).to_string())).await.unwrap();
    }
    line.0.flush().await.unwrap();
    assert_eq!(line.end().await, 4003, "too much");
    let (mut line, _) = meeting.counter(&pass, "c").await;
    line.say_text("not JSON".into()).await;
    assert_eq!(line.end().await, 4003);
    meeting.counter(&pass, "c").await;
}

#[tokio::test]
async fn a_page_that_says_nothing_is_gone_and_the_other_is_told() {
    let world = world().await;
    let meeting = Meeting::open(&world).await;
    let (mut counter, _) = meeting.counter(&meeting.pass().await, "c").await;
    let (mut officer, _) = meeting.officer("o").await;
    let beats = async {
        for _ in 0..5 {
            tokio::time::sleep(Duration::from_secs(3)).await;
            officer.say(&json!({ "kind": "beat" })).await;
        }
        officer.hear("peer").await
    };
    let (told, end) = tokio::join!(beats, counter.end());
    assert_eq!((&told["page"], end), (&Value::Null, 4004));
    assert_eq!(meeting.log().await.last().unwrap(), "counter left");
}

#[tokio::test]
async fn a_page_that_only_answers_stays() {
    let world = world().await;
    let meeting = Meeting::open(&world).await;
    let (mut counter, _) = meeting.counter(&meeting.pass().await, "c").await;
    // Fifteen seconds, longer than silence may last.
    for _ in 0..6 {
        counter.hear("ask").await;
        counter.say(&json!({ "kind": "beat" })).await;
    }
    assert_eq!(meeting.log().await.last().unwrap(), "counter joined");
}

#[tokio::test]
async fn the_officers_line_ends_with_the_session_and_the_counter_keeps_its_place() {
    let world = world().await;
    let meeting = Meeting::open(&world).await;
    let (mut counter, _) = meeting.counter(&meeting.pass().await, "c").await;
    let (mut officer, _) = meeting.officer("o").await;
    world.settings.clock.advance(SignedDuration::from_mins(31));
    // It only listens: what it said in the moment of its end would find no line.
    let ends = async {
        loop {
            if let Err(code) = officer.next().await {
                return code;
            }
        }
    };
    let waits = async {
        assert_eq!(counter.hear("peer").await["page"], "o");
        assert_eq!(counter.hear("peer").await["page"], Value::Null, "the officer went");
    };
    assert_eq!(tokio::join!(ends, waits).0, 4005);
    // Longer than the room takes to look.
    for _ in 0..3 {
        tokio::time::sleep(Duration::from_secs(2)).await;
        counter.say(&json!({ "kind": "beat" })).await;
        counter.hear("beat").await;
    }
}

#[tokio::test]
async fn a_meeting_is_work_and_keeps_the_officers_session() {
    let world = world().await;
    let meeting = Meeting::open(&world).await;
    let (mut counter, _) = meeting.counter(&meeting.pass().await, "c").await;
    let (mut officer, _) = meeting.officer("o").await;
    for _ in 0..2 {
        world.settings.clock.advance(SignedDuration::from_mins(25));
        // Twice as long as the room takes to look.
        for _ in 0..5 {
            tokio::time::sleep(Duration::from_secs(2)).await;
            for line in [&mut counter, &mut officer] {
                line.say(&json!({ "kind": "beat" })).await;
                line.hear("beat").await;
            }
        }
    }
    let request = world.http.get(world.console("/session")).header("Cookie", meeting.office.cookie());
    let answer = request.header("X-Sportello-Poll", "1").send().await.unwrap();
    assert_eq!(answer.status(), 200, "fifty minutes, and nobody touched the console");
}

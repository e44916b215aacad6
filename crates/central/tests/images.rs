//! A desk that was put back whole from an image, mark included: nobody can tell it offline, and Centrale finds it at the
//! first contact.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod desk;
mod office;

use desk::booking;
use office::{FIRST_OF_DECEMBER, Office, world_at};
use serde_json::{Value, json};
use uuid::Uuid;

#[tokio::test]
async fn an_image_that_is_put_back_whole_stops_its_desk_and_the_act_names_the_hours_and_what_was_booked_since() {
    let world = world_at(FIRST_OF_DECEMBER).await;
    let (mut desk, other, office) = (world.desk("S1").await, world.desk("S2").await, Office::enter(&world).await);
    let meet = async |desk: &desk::Desk, incarnation: &Value, promised: u8| -> Value {
        let said = json!({
            "attempt": Uuid::now_v7(), "condition": "whole", "promised": promised, "pending": [], "owned": [],
            "requested": [], "released": [], "incarnation": incarnation,
        });
        desk.post("/allotment").json(&said).send().await.unwrap().json().await.unwrap()
    };
    let promise = |slot: &Value, number: u8| {
        let mut promised = booking(slot);
        promised["promise"] = json!(number);
        promised["number"] = json!(format!("S1-900{number}"));
        promised
    };
    let begun = meet(&desk, &Value::Null, 0).await;
    let mut told = [1, 2, 3].map(|number| promise(&begun["owned"][usize::from(number) - 1], number));
    assert_eq!(desk.tell(&told[0]).await["outcome"], "done");
    // Here the image is taken: it knows this incarnation and one promise.
    let imaged = meet(&desk, &begun["incarnation"], 1).await;
    assert_eq!(desk.tell(&told[1]).await["outcome"], "done");
    let later = meet(&desk, &imaged["incarnation"], 2).await;
    assert_eq!(desk.tell(&told[2]).await["outcome"], "done");
    assert_eq!(office.read("/acts").await, json!([]));

    let put_back = meet(&desk, &imaged["incarnation"], 1).await;
    assert_eq!((&put_back["standing"], &put_back["owned"]), (&json!("quarantined"), &json!([])));
    let act = office.read("/acts").await[0].clone();
    assert_eq!(
        (&act["kind"], &act["author"], &act["desk_name"]),
        (&json!("desk_twice"), &json!("centrale"), &json!("Sportello 1"))
    );
    let unsold: Vec<Value> = later["owned"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|slot| slot["id"] != told[2]["slot_ids"][0])
        .cloned()
        .collect();
    assert!(!unsold.is_empty());
    let starts: Vec<&Value> = unsold.iter().map(|slot| &slot["starts_at"]).collect();
    assert_eq!(act["body"]["frozen"], json!(starts), "either of the two may have promised them");
    told[1..].sort_by_key(|booking| booking["starts_at"].as_str().unwrap().to_owned());
    let at_risk: Vec<Value> = told[1..]
        .iter()
        .map(|one| json!({ "appointment_id": one["appointment_id"], "number": one["number"], "starts_at": one["starts_at"] }))
        .collect();
    assert_eq!(act["body"]["at_risk"], json!(at_risk), "of what the image does not know, by number, and not the first");
    let desks = office.read("/desks").await;
    let line = desks.as_array().unwrap().iter().find(|one| one["label"] == "S1").unwrap();
    assert_eq!(line["frozen"], json!(starts), "an administrator can give them free, hour by hour");
    assert_eq!(meet(&desk, &later["incarnation"], 3).await["standing"], "quarantined", "the other of the two as well");
    assert_eq!(office.read("/acts").await.as_array().map(Vec::len), Some(1), "one act for one fork");
    let told = other.read("/slots").await;
    let is_free =
        |id: &Value| told["slots"].as_array().unwrap().iter().any(|slot| slot["id"] == *id && slot["free"] == true);
    assert!(unsold.iter().all(|slot| !is_free(&slot["id"])), "sold to nobody while a citizen may hold a slip");
}

//! The order of the pages of a batch. Those thrown away have their place in it too: what is put back stands where it
//! was, and a blank side still says which front belongs to which back.

use super::super::store::Place;
use std::collections::HashSet;
use uuid::Uuid;

/// All pages of a batch; the back of a card has no place of its own.
pub fn all(places: &[Place], batch_id: Uuid) -> Vec<Uuid> {
    let backs: HashSet<Uuid> = places.iter().filter_map(|place| place.back_id).collect();
    of(places, |place| place.batch_id == batch_id && !backs.contains(&place.page_id))
}

/// Those that are shown.
pub fn shown(places: &[Place], batch_id: Uuid) -> Vec<Uuid> {
    of(places, |place| place.batch_id == batch_id && !place.removed)
}

/// The sides that went through the feeder, and the pages that are none. A side that went because it is blank is one:
/// without it every later front would get another sheet's back.
pub fn sheets(places: &[Place], batch_id: Uuid) -> (Vec<Uuid>, Vec<Uuid>) {
    let gone = |id: &Uuid| places.iter().any(|place| place.page_id == *id && place.removed && !place.as_blank);
    all(places, batch_id).into_iter().partition(|id| !gone(id))
}

/// Puts pages into a batch in this order; the back of a card goes where its front goes.
pub fn arrange(places: &mut [Place], batch_id: Uuid, order: &[Uuid]) {
    for (position, id) in order.iter().enumerate() {
        let position = u32::try_from(position).unwrap_or(u32::MAX);
        let Some(back) = places.iter_mut().find(|place| place.page_id == *id).map(|place| {
            (place.batch_id, place.position) = (batch_id, position);
            place.back_id
        }) else {
            continue;
        };
        for place in places.iter_mut().filter(|place| Some(place.page_id) == back) {
            (place.batch_id, place.position) = (batch_id, position);
        }
    }
}

fn of(places: &[Place], is: impl Fn(&Place) -> bool) -> Vec<Uuid> {
    let mut found: Vec<&Place> = places.iter().filter(|place| is(place)).collect();
    found.sort_by_key(|place| (place.position, place.page_id));
    found.iter().map(|place| place.page_id).collect()
}

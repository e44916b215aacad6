//! What a change to pages means for where they stand and how they are made: pure, so that undoing is putting back.

use super::{
    store::{PageRow, Place},
    types::{Edit, StepKind},
};
use crate::{
    Error, Result,
    pages::{Crop, Turn, interleave},
};
use uuid::Uuid;

/// The batches whose pages an edit needs to see.
pub enum Seen {
    /// That of this page.
    OfPage(Uuid),
    /// That of this page, and this one.
    PageAndBatch(Uuid, Uuid),
    /// Those of these two pages.
    TwoPages(Uuid, Uuid),
    /// This one.
    Batch(Uuid),
    /// These two.
    Both(Uuid, Uuid),
}

impl Edit {
    /// The name under which it can be undone.
    pub fn kind(&self) -> StepKind {
        match self {
            Self::Turn { .. } => StepKind::Turn,
            Self::Correct { .. } => StepKind::Correct,
            Self::Remove { .. } | Self::RemoveBlank { .. } => StepKind::Remove,
            Self::Restore { .. } => StepKind::Restore,
            Self::Move { .. } => StepKind::Move,
            Self::Split { .. } => StepKind::Split,
            Self::Merge { .. } => StepKind::Merge,
            Self::Interleave { .. } => StepKind::Interleave,
            Self::Card { .. } => StepKind::Card,
        }
    }

    /// What it needs to see.
    pub fn sees(&self) -> Seen {
        match *self {
            Self::Turn { page_id, .. }
            | Self::Correct { page_id, .. }
            | Self::Remove { page_id }
            | Self::Restore { page_id }
            | Self::Split { page_id } => Seen::OfPage(page_id),
            Self::Move { page_id, batch_id, .. } => Seen::PageAndBatch(page_id, batch_id),
            Self::RemoveBlank { batch_id } | Self::Interleave { batch_id } => Seen::Batch(batch_id),
            Self::Merge { batch_id, into } => Seen::Both(batch_id, into),
            Self::Card { front_id, back_id } => Seen::TwoPages(front_id, back_id),
        }
    }
}

/// The places of all `pages` after an edit; `fresh` is the id of a batch that it may make. In order of their batches.
///
/// # Errors
/// `NotFound` where a page or a place is not there (any more); `BadRequest` where the edit makes no sense
pub fn apply(pages: &[PageRow], edit: &Edit, fresh: Uuid) -> Result<Vec<Place>> {
    let mut places: Vec<Place> = pages.iter().map(Place::from).collect();
    let row = |id: Uuid| pages.iter().find(|page| page.id == id).ok_or(Error::NotFound);
    let place = |places: &mut Vec<Place>, id: Uuid, change: &dyn Fn(&mut Place)| {
        places.iter_mut().filter(|place| place.page_id == id).for_each(change);
    };
    match *edit {
        Edit::Turn { page_id, quarters } => {
            let page = row(page_id)?;
            let taken = page.finished.as_ref().map_or(Turn::None, |finished| finished.turn);
            let now = if page.corrections.turn == Turn::Auto { taken } else { page.corrections.turn };
            let steps = quarters.rem_euclid(4);
            let turn = (0..steps).fold(now.then(Turn::None), |turn, _| turn.then(Turn::Right));
            let crop = (0..steps).fold(page.corrections.crop, |crop, _| turned(crop));
            place(&mut places, page_id, &|place| {
                place.corrections.turn = turn;
                place.corrections.crop = crop;
            });
        }
        Edit::Correct { page_id, corrections } => {
            row(page_id)?;
            place(&mut places, page_id, &|place| place.corrections = corrections);
        }
        Edit::Remove { page_id } => {
            row(page_id)?;
            place(&mut places, page_id, &|place| place.removed = true);
        }
        Edit::RemoveBlank { .. } => {
            let blank: Vec<Uuid> = pages.iter().filter(|page| is_blank(page)).map(|page| page.id).collect();
            for id in blank {
                place(&mut places, id, &|place| place.removed = true);
            }
        }
        Edit::Restore { page_id } => {
            row(page_id)?;
            for other in &mut places {
                if other.back_id == Some(page_id) {
                    other.back_id = None;
                }
            }
            place(&mut places, page_id, &|place| place.removed = false);
        }
        Edit::Move { page_id, batch_id, to } => {
            if row(page_id)?.removed {
                return Err(Error::BadRequest);
            }
            let mut order = shown(&places, batch_id);
            order.retain(|id| *id != page_id);
            let to = usize::try_from(to).unwrap_or(usize::MAX).min(order.len());
            order.insert(to, page_id);
            arrange(&mut places, batch_id, &order);
        }
        Edit::Split { page_id } => {
            let from = row(page_id)?.batch_id;
            let order = shown(&places, from);
            let at = order.iter().position(|id| *id == page_id).filter(|at| *at > 0).ok_or(Error::BadRequest)?;
            arrange(&mut places, fresh, &order[at..]);
        }
        Edit::Merge { batch_id, into } => {
            if batch_id == into {
                return Err(Error::BadRequest);
            }
            let order = [shown(&places, into), shown(&places, batch_id)].concat();
            arrange(&mut places, into, &order);
            places.iter_mut().filter(|place| place.batch_id == batch_id).for_each(|place| place.batch_id = into);
        }
        Edit::Interleave { batch_id } => {
            let mut fronts = sheets(pages, batch_id);
            let backs = fronts.split_off(fronts.len().div_ceil(2));
            let order = interleave(fronts, backs);
            arrange(&mut places, batch_id, &order);
        }
        Edit::Card { front_id, back_id } => {
            let (front, back) = (row(front_id)?, row(back_id)?);
            let single = |page: &PageRow| !page.removed && page.back_id.is_none();
            if front_id == back_id || !single(front) || !single(back) {
                return Err(Error::BadRequest);
            }
            let (batch, position) = (front.batch_id, front.position);
            place(&mut places, front_id, &|place| place.back_id = Some(back_id));
            place(&mut places, back_id, &|place| {
                place.removed = true;
                place.batch_id = batch;
                place.position = position;
            });
        }
    }
    Ok(places)
}

/// Whether nothing is on a page that is as the document would show it.
fn is_blank(page: &PageRow) -> bool {
    !page.removed
        && page.finished_revision == page.revision
        && page.finished.as_ref().is_some_and(|finished| finished.blank)
}

/// The sides that went through the feeder, in order. A blank one counts though it is thrown away: without it every
/// later front would get another sheet's back.
fn sheets(pages: &[PageRow], batch_id: Uuid) -> Vec<Uuid> {
    let backs: Vec<Uuid> = pages.iter().filter_map(|page| page.back_id).collect();
    let blank = |page: &PageRow| page.finished.as_ref().is_some_and(|finished| finished.blank);
    let counts =
        |page: &&PageRow| page.batch_id == batch_id && (!page.removed || blank(page) && !backs.contains(&page.id));
    let mut sheets: Vec<&PageRow> = pages.iter().filter(counts).collect();
    sheets.sort_by_key(|page| (page.position, page.id));
    sheets.iter().map(|page| page.id).collect()
}

/// The pages of a batch that are shown, in order.
fn shown(places: &[Place], batch_id: Uuid) -> Vec<Uuid> {
    let mut shown: Vec<&Place> = places.iter().filter(|place| place.batch_id == batch_id && !place.removed).collect();
    shown.sort_by_key(|place| (place.position, place.page_id));
    shown.iter().map(|place| place.page_id).collect()
}

/// Puts pages into a batch in this order; the back of a card goes where its front goes.
fn arrange(places: &mut [Place], batch_id: Uuid, order: &[Uuid]) {
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

/// What was cut out before a turn to the right, as it stands after it.
fn turned(crop: Crop) -> Crop {
    match crop {
        Crop::Rect { left, top, width, height } => {
            let left_after = 1000_u16.saturating_sub(top.saturating_add(height));
            Crop::Rect { left: left_after, top: left, width: height, height: width }
        }
        other => other,
    }
}

#[cfg(test)]
mod tests;
